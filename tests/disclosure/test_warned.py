"""Early warnings below a tax officer: of a hidden building's tax nothing, neither an event nor a reason."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from buildings.assessment import assess
from buildings.audience import PROMOTER, PUBLIC, Audience, Role, audience
from buildings.disclosure import disclose, warned
from buildings.disclosure.figures import Figures, State
from buildings.disclosure.masks import guard
from buildings.kinds import Alert, AlertEvent, Verdict
from buildings.portfolio import UNKNOWN, Portfolio
from buildings.warnings import fold
from buildings.warnings.catalogue import FILES, UNFILED
from tests.builders.portfolio import MONTH, Tables, make_portfolio
from tests.disclosure.districts import District, districts

OFFICER = audience(Role.TAX_OFFICER)
OF_TAX = {Alert.TAX_FALL, Alert.NEAR_TIER}


def hidden(portfolio: Portfolio) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return guard([portfolio]).families["tax"].hidden[: len(portfolio.buildings)]


def told(portfolio: Portfolio, who: Audience = PROMOTER) -> Figures:
    """Figures with warnings; those of tax are raised everywhere and show every fen, but for the gate."""
    findings = fold.advance(portfolio)
    paid = np.where(portfolio.facts["tax_fen"] == UNKNOWN, 0, portfolio.facts["tax_fen"]).sum(axis=0)
    for slug in OF_TAX:
        one = findings[slug]
        level = np.full_like(one.level, Verdict.WATCH)
        findings[slug] = replace(one, level=level, verdict=level, value=paid.astype(np.float64))
    return disclose(assess(replace(portfolio, findings=findings)), who, guard=guard([portfolio]))


@given(districts(), st.integers(0, 12), st.integers(-60_000, 60_000))
@settings(max_examples=40, deadline=None)
def test_tax_of_hidden_buildings_moves_no_warning(district: District, which: int, more: int) -> None:
    secret = np.flatnonzero(hidden(district.portfolio()))
    paid = [one for one in district.payments if one.building in secret]
    assume(paid)
    chosen = paid[which % len(paid)]
    moved = [replace(one, tax_fen=one.tax_fen + more * (one is chosen)) for one in district.payments]
    assume((hidden(district.portfolio(moved)) == hidden(district.portfolio())).all())
    before, after = told(district.portfolio()), told(district.portfolio(moved))
    assert list(warned.events(before, everywhere=True)) == list(warned.events(after, everywhere=True))
    for slug in Alert:
        assert (before.warned[slug] == after.warned[slug]).all()
        assert warned.counts(before, slug) == warned.counts(after, slug)
    assert list(warned.untold(before)) == list(warned.untold(after))


@given(districts())
@settings(max_examples=40, deadline=None)
def test_nothing_stands_where_a_warning_is_hidden(district: District) -> None:
    portfolio = district.portfolio()
    figures, secret = told(portfolio), hidden(portfolio)
    for slug in OF_TAX:
        one = figures.warnings[slug]
        state = (
            State.HIDDEN
            if all(portfolio.files[-1 - back] for back in FILES[slug](portfolio.parameters))
            else State.UNKNOWN
        )
        assert (figures.warned[slug][secret] == state).all()
        assert not one.since[secret].any()
        assert np.isnan(one.value[secret]).all()
        assert not one.level[secret].any()


@given(districts())
@settings(max_examples=20, deadline=None)
def test_an_officer_reads_all_and_the_public_none(district: District) -> None:
    portfolio = district.portfolio()
    officer, public = told(portfolio, OFFICER), told(portfolio, PUBLIC)
    for slug in Alert:
        assert officer.warnings[slug].since.all()
        assert not public.warnings[slug].since.any()
    assert not list(warned.events(public, everywhere=True))


def test_without_every_file_nobody_is_told_and_nothing_is_hidden() -> None:
    """The month says so of all buildings alike, whatever they paid."""
    for missing in (0, 2, 14):
        files = [back != missing for back in reversed(range(25))]
        tax = [{"building": at, "enterprise": at, "month": month, "tax_fen": 9} for at in (0, 1) for month in range(25)]
        portfolio = make_portfolio([{"let_dm2": 1}, {"let_dm2": 1}], Tables(tax=tax), files=files)
        figures = told(portfolio)
        assert hidden(portfolio).all()
        for slug in OF_TAX:
            state = State.UNKNOWN if missing in FILES[slug](portfolio.parameters) else State.HIDDEN
            assert figures.warned[slug].tolist() == [state, state]
            open_ = [(one.at, one.event, one.missing, one.since) for one in warned.untold(figures, (slug,))]
            both = [(at, AlertEvent.CANNOT_TELL, UNFILED[slug], figures.month) for at in (0, 1)]
            assert open_ == (both if state == State.UNKNOWN else [])
            assert all(each.value is None for one in warned.untold(figures, (slug,)) for each in one.compared)


def test_the_sentence_has_the_amounts_of_what_fell() -> None:
    tax = [
        {"building": 0, "enterprise": at, "month": month, "tax_fen": 1_000_000 if month < 22 else -500_000}
        for at in range(6)
        for month in range(25)
    ]
    rows = [{"lettable_dm2": 1_000_000, "let_dm2": 900_000, "ends_3_dm2": 450_000, "largest_dm2": 100_000}]
    portfolio = make_portfolio(rows, Tables(tax=tax), months=25)
    figures = disclose(assess(replace(portfolio, findings=fold.advance(portfolio))), OFFICER)
    said = {one.warning: warned.said(one) for one in warned.events(figures, everywhere=True)}
    assert said[Alert.TAX_FALL] == "近 3 个月税收比上年同期 -150.0%（门槛 -30.0%）；近 3 个月税收 -90,000.00元"
    assert "3 个月内到期占出租面积 50.0%（门槛 20.0%）" in said[Alert.EXPIRY_CLIFF]
    assert "出租面积 9,000.00㎡" in said[Alert.EXPIRY_CLIFF]
    assert "4,500.00㎡" in said[Alert.EXPIRY_CLIFF]


def test_what_cannot_be_told_is_listed_with_what_is_missing() -> None:
    row = {"lettable_dm2": 1_000_000, "let_dm2": 900_000, "ends_3_dm2": 450_000, "largest_dm2": 100_000}
    unsure = {**row, "units_unknown": 1, "units_unknown_taken": 1}
    then = make_portfolio([row, row, row], months=25, month=MONTH - 1)
    now = make_portfolio([row, unsure, unsure], months=25)
    before = fold.advance(then)
    before[Alert.EXPIRY_CLIFF].level[2] = Verdict.NOT_DUE
    figures = disclose(assess(replace(now, findings=fold.advance(now, before))), OFFICER)
    of, untold = (Alert.EXPIRY_CLIFF,), {AlertEvent.CANNOT_TELL}
    found = [(one.at, one.event, one.told, one.missing) for one in warned.listed(figures, of, untold)]
    assert found == [
        (1, AlertEvent.STANDING, False, ("let_area",)),
        (2, AlertEvent.CANNOT_TELL, False, ("let_area",)),
    ]
    assert warned.counts(figures, Alert.EXPIRY_CLIFF)["cannot_tell"] == len(found)
    standing, neither = (warned.said(one) for one in warned.untold(figures, of))
    assert standing.endswith("仍按未解除计")
    assert neither.endswith("说不清是否应预警")
    assert [one.at for one in warned.listed(figures, of, set(AlertEvent))] == [0, 1, 2]  # each once
    assert [one.at for one in warned.listed(figures, of, set(warned.HAPPENED))] == [0, 1]
