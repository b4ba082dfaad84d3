"""What upgrade rules say below a tax officer: nothing of a hidden building, neither by verdict nor by rank."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from buildings.assessment import assess
from buildings.audience import PROMOTER, PUBLIC, Audience, Role, audience
from buildings.disclosure import disclose
from buildings.disclosure.explain import explained, said
from buildings.disclosure.figures import Figures, State
from buildings.disclosure.masks import guard
from buildings.disclosure.rates import thin
from buildings.disclosure.upgrade import judged_said, notes, without_upside, without_upside_said
from buildings.findings import NUMBERS, WORDS, Outlook
from buildings.flags import fold
from buildings.kinds import Rule, Verdict
from buildings.metrics.verdicts import DERIVES
from buildings.portfolio import Portfolio
from buildings.workflows import budgets
from tests.builders.portfolio import Tables, make_portfolio
from tests.disclosure.districts import District, cells, districts

OFFICER = audience(Role.TAX_OFFICER)
EXAMPLES = settings(max_examples=40)
OURS = {"upgrade", "upgrade_moves", "tax_upside", *(f"flag_{rule}" for rule in Rule)}
NONE_WITHOUT: dict[State, tuple[str, ...]] = {State.UNKNOWN: (), State.HIDDEN: (), State.NOT_APPLICABLE: ()}
OF_TAX = ("flag_low_yield", "flag_decline", "tax_upside")


def hidden(portfolio: Portfolio) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return guard([portfolio]).families["tax"].hidden[: len(portfolio.buildings)]


def told(plain: Portfolio, who: Audience = PROMOTER) -> Figures:
    """Figures with verdicts, as the workflow puts them together; groups of two peers are enough here."""
    portfolio = replace(plain, parameters={**plain.parameters, "flags.peers": Fraction(2)})
    kept = guard([portfolio])
    if not who.has(Role.TAX_OFFICER):
        portfolio = replace(portfolio, outlook=Outlook(~hidden(portfolio), thin(portfolio)))
    findings = fold.advance(portfolio)
    return disclose(assess(replace(portfolio, findings=findings)), who, guard=kept)


@given(districts(), st.integers(0, 12), st.integers(-60_000, 60_000))
@EXAMPLES
def test_tax_of_hidden_buildings_moves_no_verdict_no_rank_and_no_evidence(
    district: District, which: int, more: int
) -> None:
    """Whatever a hidden building pays, as long as the same ones are hidden."""
    secret = np.flatnonzero(hidden(district.portfolio()))
    paid = [one for one in district.payments if one.building in secret]
    assume(paid)
    chosen = paid[which % len(paid)]
    moved = [replace(one, tax_fen=one.tax_fen + more * (one is chosen)) for one in district.payments]
    assume((hidden(district.portfolio(moved)) == hidden(district.portfolio())).all())
    before, after = told(district.portfolio()), told(district.portfolio(moved))
    one, other = (
        {place: cell for place, cell in cells(figures).items() if place[1] in OURS} for figures in (before, after)
    )
    assert one
    assert one == other
    assert without_upside(before.sheets["upgrade"]) == without_upside(after.sheets["upgrade"])
    for at in range(len(before.tables["building"].codes)):
        assert explained(before, at) == explained(after, at)


@given(districts())
@EXAMPLES
def test_a_hidden_building_shows_no_verdict_of_tax_and_no_evidence(district: District) -> None:
    portfolio = district.portfolio()
    figures, secret = told(portfolio), np.flatnonzero(hidden(portfolio))
    columns = figures.tables["building"].columns
    for at in secret:
        assert {State(int(columns[slug].states[at])) for slug in OF_TAX} == {State.HIDDEN}
        for rule in (Rule.LOW_YIELD, Rule.DECLINE):
            ruling = figures.rulings[rule]
            assert all(np.isnan(getattr(ruling, name)[at]) for name in NUMBERS)
            assert not any(getattr(ruling, name)[at] for name in (*WORDS, "since", "thin"))
            one = next(each for each in explained(figures, int(at)) if each.rule is rule)
            assert (one.verdict, one.since, one.compared, said(one)) == (None, None, (), "＊")
        whole = columns["upgrade"]
        shown = [columns[f"flag_{rule}"] for rule in DERIVES if DERIVES[rule] != "tax"]
        due = any(one.states[at] == State.SHOWN and one.values[at] == Verdict.DUE for one in shown)
        watches = sum(one.states[at] == State.SHOWN and one.values[at] == Verdict.WATCH for one in shown)
        assert State(int(whole.states[at])) == (State.SHOWN if due or watches >= 3 else State.HIDDEN)
    sheet = figures.sheets["upgrade"]
    rows, codes = [dict(zip(sheet.headers, row, strict=True)) for row in sheet.rows], figures.tables["building"].codes
    last = [str(row["code"]) for row in rows if row["verdict"] is State.HIDDEN]
    assert [row["code"] for row in rows[len(rows) - len(last) :]] == last == sorted(last)
    assert set(last) <= {codes[at] for at in secret}
    for verdict in ("due", "watch"):  # what is not ranked stands by code, for whichever reason it is not
        unranked = [str(row["code"]) for row in rows if row["verdict"] == verdict and isinstance(row["rank"], State)]
        assert unranked == sorted(unranked)
    assert all(isinstance(row["rank"], State) == isinstance(row["tax_upside"], State) for row in rows)
    ranks = [row["rank"] for row in rows if not isinstance(row["rank"], State)]
    assert ranks == list(range(1, len(ranks) + 1))
    listed = {str(row["code"]) for row in rows if row["tax_upside"] is State.HIDDEN} - set(last)
    assert set(without_upside(sheet)[State.HIDDEN]) == listed <= {codes[at] for at in secret}
    assert not {one for named in without_upside(sheet).values() for one in named} & set(last)


@given(districts())
@EXAMPLES
def test_an_officer_sees_every_verdict_and_the_public_what_is_public(district: District) -> None:
    portfolio = district.portfolio()
    full, public = told(portfolio, OFFICER).tables["building"], told(portfolio, PUBLIC)
    for slug in ("upgrade", *OF_TAX):
        assert not (full.columns[slug].states == State.HIDDEN).any()
    columns = public.tables["building"].columns
    for rule, derives in DERIVES.items():
        slug = rule.value if rule is Rule.UPGRADE else f"flag_{rule}"
        if rule is not Rule.UPGRADE:
            assert (columns[slug].states == State.HIDDEN).all() == (derives != "public")
    for row in public.sheets["upgrade"].rows:  # due by public facts alone, and nothing beside
        assert row[-1] == State.HIDDEN


def test_an_upside_of_fewer_than_twelve_files_says_of_how_many() -> None:
    old = {"completed_earliest": "1998-01-01", "completed_latest": "1998-01-01"}
    row = {"office_dm2": 100_000, "lettable_dm2": 100_000, "covered_dm2_days": 1, "coverage_dm2_days": 1, **old}
    paid = [
        {"building": at, "enterprise": 10 * at + firm, "month": 24 - ago, "tax_fen": 1_000_000 * (at + 1)}
        for at in range(3)
        for firm in range(5)
        for ago in range(7)
    ]
    some = make_portfolio([row] * 3, Tables(tax=paid), months=25, files=[False] * 18 + [True] * 7)
    sheet = told(some, OFFICER).sheets["upgrade"]
    rows = [dict(zip(sheet.headers, one, strict=True)) for one in sheet.rows]
    assert {one["code"]: one["upside_months"] for one in rows} == {f"SF-000{at}": 7 for at in (1, 2, 3)}
    assert rows[0]["tax_upside"] > 0  # type: ignore[operator]
    line = budgets.Line("SF-0001", "楼1", 100, 70_000_000, 7)
    found = budgets.Cut(100, (line,), (), (), NONE_WITHOUT)
    assert found.months == 7
    for language, words in (("zh", "7 个月"), ("en", "7 months")):
        assert all(words in one for one in list(budgets.said(found, language))[:2])  # type: ignore[arg-type]
        assert not any("每年" in one or "a year" in one for one in budgets.said(found, language))  # type: ignore[arg-type]
    assert budgets.Cut(100, (), (line,), (), NONE_WITHOUT).months is None


def test_an_upside_that_cannot_be_told_is_neither_ranked_nor_weighed_as_none(engine: Engine) -> None:
    old = {"completed_earliest": "1998-01-01", "completed_latest": "1998-01-01"}
    row = {"office_dm2": 100_000, "lettable_dm2": 100_000, "covered_dm2_days": 1, "coverage_dm2_days": 1, **old}
    closed = {"operating": 0, "operated": 0, "status": "closed", "in_scope": True}
    rows = [{**row, "office_dm2": -1}, row, row, row, {**row, "covered_dm2_days": 0}, {**row, **closed}]
    paid = [
        {"building": at, "enterprise": 10 * at + firm, "month": 24 - ago, "tax_fen": 1_000_000 * (at + 1)}
        for at in range(5)
        for firm in range(5)
        for ago in range(12)
    ]
    figures = told(make_portfolio(rows, Tables(tax=paid), months=25), OFFICER)
    sheet = figures.sheets["upgrade"]
    ranks = {str(one[1]): one[0] for one in sheet.rows}
    assert ranks == {"SF-0002": 1, "SF-0003": 2, "SF-0004": 3, "SF-0001": State.UNKNOWN, "SF-0005": State.UNKNOWN,
                     "SF-0006": State.NOT_APPLICABLE}  # fmt: skip
    assert [one[1] for one in sheet.rows][3:] == ["SF-0001", "SF-0005", "SF-0006"]
    found = without_upside(sheet)
    assert (found[State.UNKNOWN], found[State.HIDDEN]) == (("SF-0001", "SF-0005"), ())
    assert found[State.NOT_APPLICABLE] == ("SF-0006",)
    cut = budgets.cut(engine, figures, 10**12, dict.fromkeys(ranks, 1))
    assert cut.ungained == found
    assert {one.code for one in (*cut.chosen, *cut.left)} == {"SF-0002", "SF-0003", "SF-0004"}
    for language, words in (("zh", "数据不足"), ("en", "cannot be told")):
        said = list(budgets.said(cut, language))  # type: ignore[arg-type]
        assert any("2" in one and words in one for one in said)
        assert any("SF-0001" in one and "SF-0005" in one for one in said)
        assert len(list(without_upside_said(found, language))) == 2  # type: ignore[arg-type]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("paid", [0, 5_000_000])
def test_that_it_is_judged_without_hidden_tax_is_said_by_role_alone(role: Role, paid: int) -> None:
    tax = [{"building": 0, "enterprise": firm, "month": 24, "tax_fen": paid} for firm in range(5)]
    portfolio = make_portfolio([{"office_dm2": 100, "subdistrict": "350102001"}] * 2, Tables(tax=tax), months=25)
    who = Audience(frozenset({role}), subdistrict_codes=frozenset({"350102001"} if role is Role.SUBDISTRICT else ()))
    said = judged_said(who, "zh")
    assert (said is not None) == (role in {Role.PROMOTER, Role.SUBDISTRICT, Role.LEADER})
    found = notes(told(portfolio, who), "zh")
    assert [one for one in found if one == said] == ([] if said is None else [said])
    assert judged_said(Audience(frozenset({role, Role.TAX_OFFICER})), "zh") is None
