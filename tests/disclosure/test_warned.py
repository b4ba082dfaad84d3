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
from buildings.kinds import Alert, Verdict
from buildings.portfolio import UNKNOWN, Portfolio
from buildings.warnings import fold
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


@given(districts())
@settings(max_examples=40, deadline=None)
def test_nothing_stands_where_a_warning_is_hidden(district: District) -> None:
    portfolio = district.portfolio()
    figures, secret = told(portfolio), hidden(portfolio)
    for slug in OF_TAX:
        one = figures.warnings[slug]
        assert (figures.warned[slug][secret] == State.HIDDEN).all()
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
