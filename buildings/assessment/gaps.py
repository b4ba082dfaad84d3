"""Data gaps of buildings, each with the figures and pages it spoils: the one definition, for reports and check-data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from buildings.kinds import BuildingStatus, BuildingUse, Derives
from buildings.metrics.metric import Window
from buildings.metrics.peers import thinly_covered
from buildings.metrics.windows import NOTHING, YEAR, filed, known, months, on_record, or_zero
from buildings.portfolio import UNKNOWN, Flags, Portfolio
from buildings.quantities import decimal_of

THIN = "low_coverage"
RATES = ("occupancy_rate", "vacancy_rate", "average_occupancy", "yield_lettable")
LEDGER = ("lettable_area", "vacant_area", "available_area", *RATES)


@dataclass(frozen=True)
class Gap:
    """A kind of gap: which buildings have it (n,), what it spoils, what it derives from.

    ``spoils`` are slugs of metrics, or of label group ``spoils`` for what is no metric. ``details`` of a building (its
    position) fill the places of the kind's sentence (table ``gaps``).
    """

    slug: str
    spoils: tuple[str, ...]
    buildings: Flags
    derives_from: Derives = Derives.PUBLIC
    details: Callable[[int], dict[str, object]] = lambda _: {}


def _differs(portfolio: Portfolio) -> Gap:
    """Declared lettable area and the sum of units further apart than the parameter allows."""
    declared, units = portfolio.buildings.lettable_declared_dm2, or_zero(portfolio.at("lettable_dm2"))
    share = portfolio.parameters["quality.lettable_difference"]
    known = (declared != UNKNOWN) & (declared > 0) & (portfolio.at("units_unknown") == 0)
    apart = np.abs(units - or_zero(declared)) * share.denominator > or_zero(declared) * share.numerator
    flags: Flags = known & portfolio.buildings.room_register & (portfolio.at("operating") == 1) & apart

    def details(at: int) -> dict[str, object]:
        return {"declared": decimal_of(int(declared[at])), "total": decimal_of(int(units[at]))}

    return Gap("lettable_differs", ("lettable_area", *RATES), flags, Derives.TENANCY, details)


def _public(portfolio: Portfolio) -> Iterator[Gap]:
    frame = portfolio.buildings
    both = known(frame.office_dm2, frame.gross_dm2)
    over = both & (frame.office_dm2 > frame.gross_dm2)
    yield Gap("office_over_gross", ("office_area", "gross_area", "tax_yield", "yield_gross"), over)
    earliest, latest = frame.completed_earliest == NOTHING, frame.completed_latest == NOTHING
    yield Gap("gross_area_unknown", ("gross_area", "yield_gross", "scope"), frame.gross_dm2 == UNKNOWN)
    yield Gap("office_area_unknown", ("office_area", "tax_yield"), frame.office_dm2 == UNKNOWN)
    yield Gap("completion_unknown", ("ageing",), earliest & latest)
    yield Gap(
        "completion_open", ("ageing",), earliest & ~latest, details=lambda at: {"day": frame.completed_latest[at]}
    )
    placed = ~(np.isnan(frame.lon) | np.isnan(frame.lat)) | (frame.footprint != NOTHING)
    yield Gap("place_unknown", ("zones", "map"), ~placed)
    yield Gap("status_unknown", ("scope", *LEDGER), frame.status == NOTHING)
    yield Gap("use_unknown", ("scope",), (frame.use == NOTHING) | (frame.use == BuildingUse.UNKNOWN.value))
    yield Gap("subdistrict_unknown", ("subdistricts",), frame.subdistrict == NOTHING)
    yield Gap("no_room_register", ("occupancy_by_count",), ~frame.room_register)


def _tenancy(portfolio: Portfolio) -> Iterator[Gap]:
    frame = portfolio.buildings
    runs = frame.status == BuildingStatus.IN_OPERATION.value
    may_run = runs | (frame.status == NOTHING)
    unknown = or_zero(portfolio.at("units_unknown"))
    rooms, whole = may_run & frame.room_register, may_run & ~frame.room_register
    yield Gap("rooms_missing", LEDGER, rooms & (portfolio.at("units") == 0), Derives.TENANCY)
    yield Gap(
        "room_area_unknown", LEDGER, rooms & (unknown > 0), Derives.TENANCY, lambda at: {"count": int(unknown[at])}
    )
    silent = may_run & ~on_record(portfolio)
    yield Gap("nothing_recorded", ("enterprises", "tax_12", "tax_yield"), silent, Derives.TENANCY)
    yield Gap("lettable_area_unknown", LEDGER, whole & (unknown > 0), Derives.TENANCY)
    let, rented = or_zero(portfolio.at("let_dm2")), or_zero(portfolio.at("rented_dm2"))
    yield Gap("rent_unknown", ("passing_rent",), runs & (rented == 0) & (let > 0), Derives.TENANCY)
    yield Gap("rent_partly_unknown", ("passing_rent",), runs & (rented > 0) & (rented < let), Derives.TENANCY)
    yield _differs(portfolio)


def of_register(portfolio: Portfolio) -> list[Gap]:
    """What the registers leave open, in display order."""
    return [*_public(portfolio), *_tenancy(portfolio)]


def of_tax(portfolio: Portfolio) -> list[Gap]:
    """What the tax files leave open; nothing before the first one."""
    files = filed(portfolio, months(Window.ROLLING_12, portfolio.month))
    if not files:
        return []
    short = np.full(len(portfolio.buildings), len(files) < YEAR) & portfolio.buildings.in_scope
    return [
        Gap("few_files", ("tax_12", "tax_yield", "tax_12_yoy"), short),
        Gap(THIN, ("tax_yield",), thinly_covered(portfolio), Derives.TAX),
    ]


def gaps(portfolio: Portfolio) -> list[Gap]:
    """Every kind of gap in display order."""
    return [*of_register(portfolio), *of_tax(portfolio)]
