"""Where an office holds no data at all, everybody is told so; one datum, and all is hidden from who may not see it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pytest

from buildings.assessment import assess
from buildings.audience import PUBLIC, Audience, Role, audience
from buildings.disclosure import disclose
from buildings.disclosure.figures import Figures, Sheet, State
from buildings.disclosure.sheets import SHAPES
from buildings.kinds import Derives
from buildings.metrics.catalogue import METRICS
from buildings.portfolio import Portfolio
from tests.builders.portfolio import Tables, Zone, make_portfolio

MONTHS = 25
LAST = MONTHS - 1
NO_FILES = [False] * MONTHS
BARE = {"room_register": False, "units": 1, "units_unknown": 1, "subdistrict": "350102001", "gross_dm2": 100}


def office(
    files: Sequence[bool] = NO_FILES,
    facts: Mapping[str, Mapping[tuple[int, int], int]] | None = None,
    held: Iterable[Derives] = (),
) -> Portfolio:
    """Three buildings of which little more than the name is known, at a month; ``held``: in any month on offer."""
    zones = [Zone("Z1", [0, 1]), Zone("Z2", [1])]
    return make_portfolio([BARE] * 3, months=MONTHS, files=files, zones=zones, facts=facts, held=held)


def states(figures: Figures, derives: Derives) -> set[State]:
    """Every state of every figure of a kind, at every level and in every sheet."""
    found = {
        State(int(state))
        for table in figures.tables.values()
        for column in table.columns.values()
        if column.metric.derives_from is derives
        for state in column.states
    }
    return found | {state for sheet in figures.sheets.values() for state in told(sheet, derives)}


def told(sheet: Sheet, derives: Derives) -> Iterator[State]:
    """States of a sheet's figures of a kind; without the places where no figure is meant in any month (tiers)."""
    for row in sheet.rows:
        for header, unit, cell in zip(sheet.headers, sheet.units, row, strict=True):
            meant = not (sheet.slug == "tiers" and cell is State.NOT_APPLICABLE)
            if unit != "text" and kind_of(sheet.slug, header) is derives and meant:
                yield cell if isinstance(cell, State) else State.SHOWN


def kind_of(sheet: str, header: str) -> Derives:
    """What a column of a sheet derives from."""
    if (sheet, header) == ("registration_tax", "enterprises"):
        return Derives.TENANCY
    if sheet == "reconciliation":
        return METRICS[header].derives_from if header in METRICS else Derives.PUBLIC
    return SHAPES[sheet].derives_from


@pytest.mark.parametrize("who", [PUBLIC, audience(Role.ADMIN), audience(Role.LANDLORD)], ids=lambda who: who.slug)
def test_nothing_is_held_and_everybody_is_told(who: Audience) -> None:
    found = disclose(assess(office()), who)
    assert states(found, Derives.TAX) == states(found, Derives.TENANCY) == {State.UNKNOWN}
    assert states(found, Derives.PUBLIC) >= {State.SHOWN, State.UNKNOWN}
    cells = [cell for sheet in found.sheets.values() for row in sheet.rows for cell in row]
    assert not any(cell is State.HIDDEN for cell in cells)


def test_nothing_travels_beside_it() -> None:
    found = disclose(assess(office()), PUBLIC)
    for table in found.tables.values():
        for slug, column in table.columns.items():
            if column.metric.derives_from is Derives.PUBLIC:
                continue
            assert column.months is None or not column.months.any()
            for beside in (column.coverage, column.low, column.high):
                assert beside is None or np.isnan(beside).all()
            for counts in (table.counted, table.left_out):
                assert not counts.get(slug, np.zeros(1)).any()


@pytest.mark.parametrize("month", [None, 0, LAST - 1])
def test_a_tax_file_of_any_month_on_offer_hides_all_tax(month: int | None) -> None:
    """Also that of months without one, and of months whose window has none: which it is in is told by none of them."""
    portfolio = office(files=[position == month for position in range(MONTHS)], held=[Derives.TAX])
    found = disclose(assess(portfolio), PUBLIC)
    assert states(found, Derives.TAX) == {State.HIDDEN}
    assert states(found, Derives.TENANCY) == {State.UNKNOWN}


@pytest.mark.parametrize("who", [PUBLIC, audience(Role.ADMIN), audience(Role.LANDLORD)], ids=lambda who: who.slug)
def test_no_sheet_tells_which_months_have_a_tax_file(who: Audience) -> None:
    """Neither by its cells nor by how many rows it has."""
    patterns = [[position == month for position in range(MONTHS)] for month in (None, 0, LAST - 1, LAST)]
    found = [
        disclose(assess(office(files=files, held=[Derives.TAX])), who).sheets for files in (*patterns, [True] * MONTHS)
    ]
    secret = [slug for slug, shape in SHAPES.items() if shape.derives_from is Derives.TAX or slug == "reconciliation"]
    assert set(secret) - set(found[0]) == {"targets", "target_buildings"}  # a workflow makes them, for staff alone
    for slug in set(secret) & set(found[0]):
        assert {sheets[slug] for sheets in found} == {found[0][slug]}, slug


@pytest.mark.parametrize("facts", [None, {"parties": {(0, 1): 5}}, {"lettable_dm2": {(LAST, 1): 5}}])
def test_tenancy_in_any_month_on_offer_hides_all_of_it(
    facts: Mapping[str, Mapping[tuple[int, int], int]] | None,
) -> None:
    found = disclose(assess(office(facts=facts, held=[Derives.TENANCY])), PUBLIC)
    assert states(found, Derives.TENANCY) == {State.HIDDEN}
    assert states(found, Derives.TAX) == {State.UNKNOWN}


def test_with_data_no_cell_tells_whether_it_is_known() -> None:
    """The public sees the same of two districts of which one knows nothing of two buildings and has no tax paid."""
    known = BARE | {"room_register": True, "lettable_dm2": 100, "let_dm2": 60, "parties": 2, "units_unknown": 0}
    tax = [{"building": row, "enterprise": 7 + row, "month": LAST, "tax_fen": 500} for row in range(3)]
    found = [
        disclose(assess(make_portfolio(rows, Tables(tax=paid))), PUBLIC)
        for rows, paid in (([known, BARE | {"room_register": True}, BARE], ()), ([known] * 3, tax))
    ]
    for derives in (Derives.TAX, Derives.TENANCY):
        assert states(found[0], derives) == states(found[1], derives) == {State.HIDDEN}


@pytest.mark.parametrize("who", [PUBLIC, audience(Role.LANDLORD), audience(Role.ADMIN)], ids=lambda who: who.slug)
@pytest.mark.parametrize(("held", "mark"), [((Derives.TENANCY,), State.HIDDEN), ((), State.UNKNOWN)])
def test_gaps_that_are_not_for_an_audience_are_named_by_their_kind(
    who: Audience, held: tuple[Derives, ...], mark: State
) -> None:
    found = disclose(assess(office(held=held)), who).sheets["gaps"]
    unseen = dict(found.unseen)
    assert unseen["lettable_area_unknown"] is unseen["rent_unknown"] is mark  # whether there are any or not
    assert "gross_area_unknown" not in unseen
    assert not any(row[2] in unseen for row in found.rows)


def test_a_part_of_the_gaps_is_not_the_whole_and_all_of_them_is() -> None:
    street = Audience(frozenset({Role.SUBDISTRICT}), frozenset({"350102001"}))
    assessment = assess(office(held=(Derives.TENANCY,)))
    assert dict(disclose(assessment, street).sheets["gaps"].unseen)["lettable_area_unknown"] is State.HIDDEN
    assert not disclose(assessment, audience(Role.PROMOTER)).sheets["gaps"].unseen
    taxed = assess(office([True] * MONTHS, held=(Derives.TENANCY, Derives.TAX)))
    assert disclose(taxed, audience(Role.PROMOTER)).sheets["gaps"].unseen == (("low_coverage", State.HIDDEN),)
    assert not disclose(taxed, audience(Role.TAX_OFFICER)).sheets["gaps"].unseen
