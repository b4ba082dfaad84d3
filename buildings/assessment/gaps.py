"""Data gaps building by building, each with the figures it spoils."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from buildings.kinds import BuildingStatus, BuildingUse, Derives
from buildings.metrics.metric import Window
from buildings.metrics.windows import NOTHING, YEAR, filed, months, or_zero
from buildings.portfolio import UNKNOWN, Flags, Portfolio

THIN = "low_coverage"
LEDGER = ("lettable_area", "vacant_area", "occupancy_rate", "vacancy_rate", "average_occupancy", "yield_lettable")


@dataclass(frozen=True)
class Gap:
    """A kind of gap: which buildings have it (n,), the figures it spoils, and what it derives from."""

    slug: str
    spoils: tuple[str, ...]
    buildings: Flags
    derives_from: Derives = Derives.PUBLIC


def _differs(portfolio: Portfolio) -> Flags:
    """Declared lettable area and the sum of units further apart than the parameter allows."""
    declared, units = portfolio.buildings.lettable_declared_dm2, or_zero(portfolio.at("lettable_dm2"))
    share = portfolio.parameters["quality.lettable_difference"]
    known = (declared != UNKNOWN) & (declared > 0) & (portfolio.at("units_unknown") == 0)
    apart = np.abs(units - or_zero(declared)) * share.denominator > or_zero(declared) * share.numerator
    flags: Flags = known & portfolio.buildings.room_register & (portfolio.at("operating") == 1) & apart
    return flags


def _thin(portfolio: Portfolio) -> Flags:
    """Tax covers less than the stated share of occupied area × days."""
    share = portfolio.parameters["quality.coverage_share"]
    covered, all_ = (or_zero(portfolio.at(name)) for name in ("covered_dm2_days", "coverage_dm2_days"))
    flags: Flags = (all_ > 0) & (covered / np.maximum(all_, 1) < float(share))
    return flags


def _public(portfolio: Portfolio) -> Iterator[Gap]:
    frame = portfolio.buildings
    yield Gap("no_gross_area", ("gross_area", "yield_gross"), frame.gross_dm2 == UNKNOWN)
    yield Gap("no_office_area", ("office_area", "tax_yield"), frame.office_dm2 == UNKNOWN)
    yield Gap("no_completion", (), (frame.completed_earliest == NOTHING) & (frame.completed_latest == NOTHING))
    yield Gap("no_place", (), np.isnan(frame.lon) | np.isnan(frame.lat))
    yield Gap("no_status", LEDGER, frame.status == NOTHING)
    yield Gap("no_use", (), (frame.use == NOTHING) | (frame.use == BuildingUse.UNKNOWN.value))
    yield Gap("no_subdistrict", (), frame.subdistrict == NOTHING)
    yield Gap("no_room_register", ("occupancy_by_count",), ~frame.room_register)


def _tenancy(portfolio: Portfolio) -> Iterator[Gap]:
    runs = portfolio.buildings.status == BuildingStatus.IN_OPERATION.value
    yield Gap("unit_area_unknown", LEDGER, runs & (or_zero(portfolio.at("units_unknown")) > 0), Derives.TENANCY)
    let, rented = or_zero(portfolio.at("let_dm2")), or_zero(portfolio.at("rented_dm2"))
    yield Gap("rent_unknown", ("passing_rent",), runs & (rented < let), Derives.TENANCY)
    yield Gap("lettable_differs", ("lettable_area", "yield_lettable"), _differs(portfolio), Derives.TENANCY)


def gaps(portfolio: Portfolio) -> list[Gap]:
    """Every kind of gap in display order."""
    found = [*_public(portfolio), *_tenancy(portfolio)]
    files = filed(portfolio, months(Window.ROLLING_12, portfolio.month))
    if files:
        short = np.full(len(portfolio.buildings), len(files) < YEAR) & portfolio.buildings.in_scope
        windows = ("tax_12", "tax_yield", "tax_12_yoy")
        found.append(Gap("few_files", windows, short, Derives.PUBLIC))
        found.append(Gap(THIN, ("tax_yield",), _thin(portfolio), Derives.TAX))
    return found
