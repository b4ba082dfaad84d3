"""Verdicts are kept month by month: what is kept is what folding everything says, whatever changed in between."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from buildings.audience import PROMOTER, Role, audience
from buildings.database import work
from buildings.database.engine import Engine
from buildings.disclosure.figures import State
from buildings.errors import NotFound
from buildings.facts import horizon, offer
from buildings.facts import verdicts as kept
from buildings.facts.refresh import refresh
from buildings.findings import Findings, Ruling
from buildings.flags import fold
from buildings.kinds import Origin, Rule, Verdict
from buildings.quantities import format_month, last_day
from buildings.register import buildings, leases, ratings, records
from buildings.warnings import fold as warnings_fold
from buildings.workflows import edit, figures, guards, rule_trials, timelines, verdicts
from tests.facts.districts import districts
from tests.facts.plain import District
from tests.facts.test_database import covering, opened, write
from tests.fixtures.database import MakeDatabase

DEMO = Origin.DEMONSTRATION
OFFICER = audience(Role.TAX_OFFICER, purpose="核对")
pytestmark = pytest.mark.usefixtures("loopback")


def same(one: Findings, other: Findings) -> None:
    """But for what the gate adds to low yield."""
    assert set(one) == set(other)
    for rule in one:
        for name in (field.name for field in fields(Ruling) if field.name != "thin"):
            np.testing.assert_array_equal(getattr(one[rule], name), getattr(other[rule], name), f"{rule} {name}")


def check(engine: Engine, origin: str) -> None:
    """What is kept of every month is what the fold from the first month says."""
    with work.reading(engine) as session:
        span = horizon.covered(session)
        assert span is not None
        before: Findings | None = None
        for portfolio in offer.between(session, origin, *span):
            if not len(portfolio.buildings):
                return
            before = fold.advance(portfolio, before) | warnings_fold.advance(portfolio, before)
            same(kept.load(session, portfolio.buildings.id, portfolio.month), before)


def until(engine: Engine, origin: str) -> int | None:
    """The last month that stands."""
    with work.reading(engine) as session:
        on = verdicts.ground(session, origin)
        assert on is not None
        return kept.stands_until(session, origin, on)


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(district=districts())
def test_what_is_kept_is_the_fold_before_and_after_a_change(make_database: MakeDatabase, district: District) -> None:
    covering(district)
    with opened(make_database()) as engine:
        work.run(engine, lambda changes: write(changes, district), refresh=refresh, actor="test", action="test")
        verdicts.settle(engine, Origin.REAL)
        check(engine, Origin.REAL)
        edit.apply(engine, lambda changes: ended(changes, last_day(district.last - 1)), actor="test", action="test")
        verdicts.settle(engine, Origin.REAL)
        check(engine, Origin.REAL)


def ended(changes: work.Changes, day: dt.date) -> None:
    """The lease recorded first ends on a day, or on its first; past the register, whose rules districts do not obey."""
    row = changes.session.execute(records.standing(leases.Lease)).scalars().first()
    if row is not None:
        row.ended_early_on = max(day, *(one.starts_on for one in leases.parts_of(changes.session, row)), dt.date.min)
        party = row.enterprise_id or -(row.reported_party_id or 0)
        changes.parties.add(party)


@pytest.fixture
def demo(demo_file: Path) -> Iterator[Engine]:
    with opened(f"sqlite:///{demo_file}") as engine:
        verdicts.settle(engine, DEMO)
        yield engine


def test_a_late_change_leaves_earlier_months_as_they_are(demo: Engine) -> None:
    last = until(demo, DEMO)
    assert last is not None
    with work.reading(demo) as session:
        day = last_day(last)
        running = [one for one in leases.running_on(session, day) if one.kind == "let"]
        code = running[0].code

    def end(changes: work.Changes) -> None:
        changes.origin = DEMO
        leases.end_early(changes, leases.by_code(changes.session, code), day)

    edit.apply(demo, end, actor="test", action="test")
    stands = until(demo, DEMO)
    assert stands is not None
    assert last - 24 <= stands < last
    verdicts.settle(demo, DEMO)
    assert until(demo, DEMO) == last
    check(demo, DEMO)


def test_a_rating_spoils_every_month_since_it_may_reach_back(demo: Engine) -> None:
    def rate(changes: work.Changes) -> None:
        building = buildings.by_code(changes.session, "SF-0001")
        days = {"granted_on": dt.date(2020, 1, 1), "valid_until": dt.date(2020, 12, 31)}
        changes.origin = DEMO
        ratings.record(changes, building.key, "star", "1", {"grade": "3", "status": "granted", **days})

    edit.apply(demo, rate, actor="test", action="test")
    assert until(demo, DEMO) is None
    month = figures.month_or_latest(demo, DEMO, None)
    found = figures.figures(demo, month, OFFICER, DEMO)
    assert found.rulings[Rule.RATING_LAPSE].verdict[0] == Verdict.DUE
    assert until(demo, DEMO) is not None  # who looked let it be kept


def test_what_was_folded_on_another_ground_is_not_kept(demo: Engine) -> None:
    with work.reading(demo) as session:
        on = verdicts.ground(session, DEMO)
        assert on is not None
        portfolio = next(iter(offer.between(session, DEMO, on.last, on.last)))
        found = {on.last: verdicts.of_month(session, portfolio)}
    stale = replace(on, turn="-1")
    ids = portfolio.buildings.id
    assert not work.keeping(demo, lambda session: kept.keep(session, DEMO, stale, ids, found, {}))
    assert work.keeping(demo, lambda session: kept.keep(session, DEMO, on, ids, found, {}))


def test_thresholds_as_they_are_move_nobody_and_others_move_only_their_rule(demo: Engine) -> None:
    month = figures.month_or_latest(demo, DEMO, None)
    for who in (OFFICER, PROMOTER):
        assert rule_trials.tried(demo, month, who, DEMO, {}).moved == ()
        trial = rule_trials.tried(demo, month, who, DEMO, {"vacancy.share": Fraction(5, 100)})
        assert {one.rule for one in trial.moved} <= {"vacancy", "upgrade"}
        assert any(one.enters for one in trial.moved)
        assert not any(one.leaves for one in trial.moved if one.rule == "vacancy")


def test_a_subdistrict_that_is_none_tries_nothing(demo: Engine) -> None:
    nowhere = replace(audience(Role.SUBDISTRICT), subdistrict_codes=frozenset({"350102999"}))
    with pytest.raises(NotFound):
        rule_trials.tried(demo, figures.month_or_latest(demo, DEMO, None), nowhere, DEMO, {})


def test_below_an_officer_peers_are_visible_buildings_only(demo: Engine) -> None:
    month = figures.month_or_latest(demo, DEMO, None)
    seen = figures.figures(demo, month, PROMOTER, DEMO)
    whole = figures.figures(demo, month, OFFICER, DEMO)
    column = seen.tables["building"].columns["flag_low_yield"]
    secret = seen.tables["building"].columns["tax_12"].states == State.HIDDEN
    assert secret.any()
    assert (column.states[secret] == State.HIDDEN).all()
    assert not (whole.tables["building"].columns["flag_low_yield"].states == State.HIDDEN).any()
    for at in np.flatnonzero(~secret).tolist():
        spans = timelines.timeline(demo, seen, at).spans
        last = [one for one in spans if one.rule == Rule.LOW_YIELD][-1]
        shown = column.states[at] == State.SHOWN
        assert last.verdict == (Verdict(int(column.values[at])) if shown else Verdict.CANNOT_TELL)
    for at in np.flatnonzero(secret).tolist():
        assert not {one.rule for one in timelines.timeline(demo, seen, at).spans} & {"low_yield", "decline", "upgrade"}


def spoilt(engine: Engine, month: int) -> None:
    """Facts of a month have changed."""

    def do(session: work.Session) -> bool:
        kept.spoil(session, month)
        return True

    assert work.keeping(engine, do)


def test_a_timeline_says_how_far_it_reads_and_what_stood_there_is_not_said_to_stand(demo: Engine) -> None:
    month = figures.month_or_latest(demo, DEMO, None)
    whole = figures.figures(demo, month, OFFICER, DEMO)
    with work.reading(demo) as session:
        first = horizon.covered(session)
    assert first is not None
    standing = next(slug for slug, one in whole.warnings.items() if ((one.level > 0) & (one.former > 0)).any())
    at = int(np.flatnonzero((whole.warnings[standing].level > 0) & (whole.warnings[standing].former > 0))[0])
    stood = timelines.stood(demo, whole, at)
    assert stood.reach == timelines.Reach(first[0], month, month)
    assert [one.last for one in stood.spans if one.warning == standing][-1] is None
    spoilt(demo, month)
    short, spoken = timelines.stood(demo, whole, at), timelines.timeline(demo, whole, at)
    assert short.reach == spoken.reach == timelines.Reach(first[0], month - 1, month)
    assert [one.last for one in short.spans if one.warning == standing][-1] == month - 1
    assert max(one.last for one in spoken.spans) == month - 1
    assert format_month(month - 1) in short.reach.said("zh")
    assert short.reach.said("en") != stood.reach.said("en")
    spoilt(demo, first[0])
    nothing = timelines.timeline(demo, whole, at)
    assert (nothing.spans, nothing.reach) == ((), timelines.Reach(None, None, month))
    assert nothing.reach.plain("zh") == {"first": None, "until": None, "whole": False, "said": nothing.reach.said("zh")}


def test_what_was_kept_and_stands_no_longer_is_no_ground_for_those_below_an_officer(demo: Engine) -> None:
    with work.reading(demo) as session:
        guard = guards.current(demo, session, DEMO)
        assert guard is not None
        portfolio = offer.months(session, DEMO)[0]
        with opened(str(demo.url)) as other:  # each remembers what it was told
            right = verdicts.kept_below(other, session, DEMO, guard)
        ids, on = portfolio.buildings.id, verdicts.ground(session, DEMO)
        due = {"level": np.full(len(ids), Verdict.DUE), "due_for": np.full(len(ids), 9)}
        wrong: Findings = {str(Rule.LOW_YIELD): replace(Ruling.blank(len(ids)), **due)}
    assert on is not None
    assert portfolio.month > on.first
    before = dict.fromkeys(range(on.first, portfolio.month), wrong)
    assert work.keeping(demo, lambda changes: kept.keep(changes, DEMO, on, ids, before, {}))
    spoilt(demo, on.first)
    with work.reading(demo) as session:
        again = verdicts.kept_below(demo, session, DEMO, guard)
    for month, findings in right.items():
        same(findings, again[month])
