"""From dirty keys to everything whose facts may change, and to what must be read to compute them anew."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session

from buildings.database.work import Changes
from buildings.facts import load, store
from buildings.facts.horizon import Span
from buildings.facts.kernel.arrays import calendar
from buildings.facts.kernel.occupancies import occupancies, parties
from buildings.facts.kernel.rows import occupancy_rows
from buildings.facts.kernel.segments import begun, pieces, segments
from buildings.facts.reading import among, rows, standing, table
from buildings.facts.scope import Scope
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.taxes import ManualSplit, ManualSplitPart, TaxpayerLink
from buildings.register.tables.units import Unit

Keys = set[int]


@dataclass(frozen=True)
class Closure:
    """Buildings and taxpayers whose facts may differ, and what to load to compute them."""

    buildings: Keys
    taxpayers: Keys
    scope: Scope


def closure(session: Session, changes: Changes, span: Span) -> Closure:
    """Follow the dirty keys.

    A building's facts depend on its own units and leases, and on the tax of all its parties, which depends on what these
    hold elsewhere. So a party that changed touches all buildings it was in; a building that changed touches its parties
    only if the space they hold changed, which is found by computing it.
    """
    dirty = _linked(session, changes.parties)
    touched = set(changes.taxpayers) | taxpayers_of(session, dirty)
    reached = dirty | enterprises_of(session, changes.taxpayers)
    buildings = changes.buildings | buildings_of(session, reached) | split_buildings(session, touched)
    moved = _moved(session, span, changes.buildings | buildings_of(session, dirty)) - dirty
    if moved:
        touched |= taxpayers_of(session, moved)
        buildings |= buildings_of(session, moved) | split_buildings(session, touched)
    involved = parties_in(session, buildings)
    payers = touched | taxpayers_of(session, involved) | taxpayers_split_to(session, buildings)
    everybody = involved | enterprises_of(session, payers)
    return Closure(buildings, touched, Scope(frozenset(buildings), frozenset(everybody), frozenset(payers)))


def _keys(session: Session, column: ColumnElement[int], *where: ColumnElement[bool]) -> Keys:
    return {row[0] for row in rows(session, select(column).distinct().where(*where)) if row[0] is not None}


def _linked(session: Session, dirty: Iterable[int]) -> Keys:
    """The parties, and the enterprises to which reported ones are linked."""
    reported = table(ReportedParty)
    minus = {-key for key in dirty if key < 0}
    linked = _keys(session, reported.c.enterprise_id, among(reported.c.id, minus)) if minus else set()
    return set(dirty) | linked


def _holder(parties: Iterable[int]) -> ColumnElement[bool]:
    """Leases of the parties, those of reported parties linked to them included."""
    lease, reported = table(Lease), table(ReportedParty)
    plus = {key for key in parties if key > 0}
    linked = select(reported.c.id).where(among(reported.c.enterprise_id, plus))
    return or_(
        among(lease.c.enterprise_id, plus),
        among(lease.c.reported_party_id, {-key for key in parties if key < 0}),
        lease.c.reported_party_id.in_(linked),
    )


def buildings_of(session: Session, parties: Keys) -> Keys:
    """Buildings in which the parties ever held space."""
    if not parties:
        return set()
    lease, part, unit = table(Lease), table(LeaseUnit), table(Unit)
    return _keys(
        session,
        unit.c.building_id,
        _holder(parties),
        standing(lease),
        standing(part),
        part.c.lease_id == lease.c.id,
        unit.c.id == part.c.unit_id,
    )


def parties_in(session: Session, buildings: Keys) -> Keys:
    """Parties that ever held space in the buildings."""
    if not buildings:
        return set()
    lease, part, unit, reported = table(Lease), table(LeaseUnit), table(Unit), table(ReportedParty)
    party = func.coalesce(lease.c.enterprise_id, reported.c.enterprise_id, -lease.c.reported_party_id)
    joined = unit.join(part, part.c.unit_id == unit.c.id).join(lease, lease.c.id == part.c.lease_id)
    joined = joined.outerjoin(reported, reported.c.id == lease.c.reported_party_id)
    statement = select(party).distinct().select_from(joined)
    here = among(unit.c.building_id, buildings)
    return {row[0] for row in rows(session, statement.where(here, standing(part), standing(lease)))}


def taxpayers_of(session: Session, parties: Keys) -> Keys:
    """Taxpayers ever linked to the parties."""
    link = table(TaxpayerLink)
    plus = {key for key in parties if key > 0}
    return _keys(session, link.c.taxpayer_id, among(link.c.enterprise_id, plus), standing(link)) if plus else set()


def enterprises_of(session: Session, taxpayers: Keys) -> Keys:
    """Enterprises to which the taxpayers were ever linked."""
    link = table(TaxpayerLink)
    if not taxpayers:
        return set()
    return _keys(session, link.c.enterprise_id, among(link.c.taxpayer_id, taxpayers), standing(link))


def split_buildings(session: Session, taxpayers: Keys) -> Keys:
    """Buildings of manual splits of the taxpayers."""
    split, part = table(ManualSplit), table(ManualSplitPart)
    if not taxpayers:
        return set()
    return _keys(
        session,
        part.c.building_id,
        among(split.c.taxpayer_id, taxpayers),
        part.c.split_id == split.c.id,
        standing(split),
        standing(part),
    )


def taxpayers_split_to(session: Session, buildings: Keys) -> Keys:
    """Taxpayers with a manual split to one of the buildings."""
    split, part = table(ManualSplit), table(ManualSplitPart)
    return _keys(
        session,
        split.c.taxpayer_id,
        among(part.c.building_id, buildings),
        part.c.split_id == split.c.id,
        standing(split),
        standing(part),
    )


def _moved(session: Session, span: Span, buildings: Keys) -> Keys:
    """Parties whose space in the buildings is not what the facts say."""
    if not buildings:
        return set()
    scope = Scope(frozenset(buildings), frozenset(parties_in(session, buildings)), frozenset(), taxes=False)
    inputs = load.inputs(session, span, scope)
    months = calendar(*span)
    parts = begun(inputs)
    everybody = parties(inputs, parts)
    held = segments(inputs, parts, pieces(inputs.units))
    here = np.isin(inputs.buildings.id[held.building], sorted(buildings))
    space = occupancies(inputs, months, everybody, held.take(here))
    name = "fact_occupancies"
    new = set(store.as_rows(name, occupancy_rows(inputs, months, everybody, space)))
    old = set(store.kept(session, name, store.of_buildings(name, buildings)))
    column = store.shape(name).names.index("party")
    return {row[column] for row in new ^ old}
