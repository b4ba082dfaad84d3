"""From the register to what the kernel reads; the only place that knows both."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import case, select
from sqlmodel import Session

from buildings.facts import columns as file_columns
from buildings.facts import load_taxes
from buildings.facts.horizon import Span
from buildings.facts.kernel.inputs import (
    FAR_DAY,
    MIN_DAY,
    Buildings,
    Inputs,
    Leases,
    Parts,
    Periods,
    Units,
)
from buildings.facts.reading import among, ints, number, party_of, positions, rows, standing, table
from buildings.facts.scope import WHOLE, Scope
from buildings.kinds import BuildingStatus, LeaseKind, Origin, RentUnit
from buildings.portfolio import UNKNOWN, Ints
from buildings.register.tables.buildings import Building, BuildingState
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.taxes import TaxFile
from buildings.register.tables.units import Outage, Unit, UnitArea

ORIGINS = tuple(origin.value for origin in Origin)


def inputs(session: Session, span: Span, scope: Scope = WHOLE) -> Inputs:
    """Inputs of the kernel for the months of a span."""
    space = _space(session, scope)
    splits = load_taxes.split_rows(session, scope)
    buildings = _buildings(session, None if scope.whole else _needed(scope, space, splits))
    taxes = load_taxes.taxes(session, span, scope)
    return Inputs(
        first=span[0],
        last=span[1],
        files=_files(session, span),
        committed_months=file_columns.months_of(file_columns.COMMITTED, *span),
        lookback_months=file_columns.months_of(file_columns.LOOKBACK, *span),
        newly_arrived_months=file_columns.months_of(file_columns.NEWLY_ARRIVED, *span),
        buildings=buildings,
        operation=_operation(session, buildings, scope),
        units=_units(session, space, buildings, scope),
        leases=space.leases,
        parts=space.parts,
        classes=load_taxes.classes(session, scope),
        columns=file_columns.columns(*span),
        taxes=taxes,
        splits=load_taxes.splits(splits, taxes, buildings),
    )


@dataclass(frozen=True)
class _Space:
    """Units and leases, by position."""

    unit: Ints  # keys, sorted
    unit_columns: list[Ints]  # building key, first, last
    leases: Leases
    parts: Parts


def _space(session: Session, scope: Scope) -> _Space:
    lease_keys, leases = _leases(session, scope)
    unit, part = table(Unit), table(LeaseUnit)
    wanted = None if scope.whole else lease_keys.tolist()
    key, part_unit, part_lease, first, last, dm2 = ints(
        session,
        [part.c.id, part.c.unit_id, part.c.lease_id, number(part.c.starts_on), number(part.c.ends_on, FAR_DAY),
         number(part.c.area_dm2)],
        standing(part),
        among(part.c.lease_id, wanted),
    )  # fmt: skip
    there = None
    if not scope.whole:
        (here,) = ints(session, [unit.c.id], among(unit.c.building_id, scope.buildings))
        there = {*here.tolist(), *part_unit.tolist()}
    units = ints(
        session,
        [unit.c.id, unit.c.building_id, number(unit.c.valid_from, MIN_DAY), number(unit.c.valid_to, FAR_DAY)],
        standing(unit),
        among(unit.c.id, there),
    )
    order = np.argsort(units[0])
    unit_keys = units[0][order]
    some, unit_place = positions(unit_keys, part_unit)
    also, lease_place = positions(lease_keys, part_lease[some])
    some, unit_place = some[also], unit_place[also]
    by_key = np.argsort(key[some])
    parts = Parts(unit_place, lease_place, first[some], last[some], dm2[some])
    parts = Parts(*(getattr(parts, name)[by_key] for name in parts.__dataclass_fields__))
    return _Space(unit_keys, [column[order] for column in units[1:]], leases, parts)


def _leases(session: Session, scope: Scope) -> tuple[Ints, Leases]:
    lease, reported = table(Lease), table(ReportedParty)
    year = case((lease.c.rent_unit == RentUnit.DAY.value, 365), else_=12)
    statement = select(
        lease.c.id,
        party_of(lease, reported),
        case((lease.c.kind == LeaseKind.OWNER_OCCUPIED.value, 1), else_=0),
        number(lease.c.signed_on, FAR_DAY),
        number(lease.c.break_on, FAR_DAY),
        number(lease.c.ended_early_on, FAR_DAY),
        number(lease.c.rent_fen),
        year,
        number(lease.c.renewal_of, -1),
    )
    joined = lease.outerjoin(reported, reported.c.id == lease.c.reported_party_id)
    statement = statement.select_from(joined).where(standing(lease))
    if not scope.whole:
        statement = statement.where(among(lease.c.id, scope.leases or ()))
    found = np.array(sorted(rows(session, statement)), np.int64).reshape(-1, 9).T
    key, rent = found[0], found[6]
    renews = np.full(len(key), -1)
    some, place = positions(key, found[8])
    renews[some] = place
    rent12 = np.where(rent == UNKNOWN, UNKNOWN, np.where(rent == UNKNOWN, 0, rent) * found[7])
    return key, Leases(found[1], found[2].astype(bool), found[3], found[4], found[5], rent12, renews)


def _needed(scope: Scope, space: _Space, splits: load_taxes.SplitRows) -> set[int]:
    split_buildings = splits.building[splits.building >= 0]
    return set(scope.buildings or ()) | set(space.unit_columns[0].tolist()) | set(split_buildings.tolist())


def _buildings(session: Session, keys: set[int] | None) -> Buildings:
    building = table(Building)
    found = list(
        rows(
            session,
            select(building.c.code, building.c.id, building.c.origin).where(
                standing(building), among(building.c.id, keys)
            ),
        )
    )
    found.sort()  # by code, in code-point order: ties of an attribution go by it
    return Buildings(
        np.array([key for _, key, _ in found], np.int64),
        np.array([ORIGINS.index(origin) for _, _, origin in found], np.int64),
    )


def _files(session: Session, span: Span) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    file = table(TaxFile)
    files = np.zeros((span[1] - span[0] + 1, len(ORIGINS)), bool)
    statement = select(file.c.month, file.c.origin).where(standing(file), file.c.current)
    for month, origin in rows(session, statement.where(file.c.month.between(*span))):
        files[month - span[0], ORIGINS.index(origin)] = True
    return files


def _operation(session: Session, buildings: Buildings, scope: Scope) -> Periods:
    state = table(BuildingState)
    found = ints(
        session,
        [state.c.building_id, number(state.c.valid_from, MIN_DAY), number(state.c.valid_to, FAR_DAY)],
        standing(state),
        state.c.status == BuildingStatus.IN_OPERATION.value,
        among(state.c.building_id, None if scope.whole else buildings.id.tolist()),
    )
    some, place = place_of(buildings, found[0])
    return Periods(place, found[1][some], found[2][some], np.ones(len(some), np.int64))


def place_of(buildings: Buildings, keys: Ints) -> tuple[Ints, Ints]:
    """Rows whose building is there, and its number."""
    order = np.argsort(buildings.id)
    some, place = positions(buildings.id[order], keys)
    return some, order[place]


def _units(session: Session, space: _Space, buildings: Buildings, scope: Scope) -> Units:
    wanted = None if scope.whole else space.unit.tolist()
    area, outage = table(UnitArea), table(Outage)
    areas = ints(
        session,
        [area.c.unit_id, number(area.c.valid_from, MIN_DAY), number(area.c.valid_to, FAR_DAY),
         number(area.c.area_dm2), number(area.c.lettable)],
        standing(area),
        among(area.c.unit_id, wanted),
    )  # fmt: skip
    gone = ints(
        session,
        [outage.c.unit_id, number(outage.c.starts_on), number(outage.c.ends_on, FAR_DAY), number(outage.c.area_dm2)],
        standing(outage),
        among(outage.c.unit_id, wanted),
    )
    some, place = positions(space.unit, areas[0])
    some_gone, place_gone = positions(space.unit, gone[0])
    there, building = place_of(buildings, space.unit_columns[0])
    if len(there) != len(space.unit):
        raise LookupError("a unit of a building that does not stand")
    return Units(
        building=building,
        first=space.unit_columns[1],
        last=space.unit_columns[2],
        areas=Periods(place, areas[1][some], areas[2][some], areas[3][some]),
        lettable=areas[4][some].astype(bool),
        outages=Periods(place_gone, gone[1][some_gone], gone[2][some_gone], gone[3][some_gone]),
    )
