"""From dirty keys to everything whose facts may change, and to what must be read to compute them anew."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from buildings.database.work import Changes
from buildings.facts import load, store
from buildings.facts.horizon import Span
from buildings.facts.kernel.arrays import calendar
from buildings.facts.kernel.occupancies import occupancies, parties
from buildings.facts.kernel.rows import occupancy_rows
from buildings.facts.kernel.segments import begun, pieces, segments
from buildings.facts.reading import among, party_of, rows, standing, table
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

    A building's facts depend on its own units and leases, and on the tax of all its parties, which depends on what
    these hold elsewhere. So a party that changed touches all buildings it was in; a building that changed touches its
    parties only if the space they hold changed, which is found by computing it.
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
    scope = Scope(
        frozenset(buildings), frozenset(everybody), frozenset(leases_of(session, everybody)), frozenset(payers)
    )
    return Closure(buildings, touched, scope)


Condition = ColumnElement[bool]


def _keys(session: Session, column: ColumnElement[int], keys: Condition, *where: Condition) -> Keys:
    return {row[0] for row in rows(session, select(column).where(keys, *where)) if row[0] is not None}


def _linked(session: Session, dirty: Iterable[int]) -> Keys:
    """The parties, and the enterprises to which reported ones are linked."""
    reported = table(ReportedParty)
    minus = {-key for key in dirty if key < 0}
    return set(dirty) | _keys(session, reported.c.enterprise_id, among(reported.c.id, minus))


def leases_of(session: Session, parties: Keys) -> Keys:
    """Leases of the parties, those of reported parties linked to them included; each by an index of its own."""
    lease, reported = table(Lease), table(ReportedParty)
    plus = {key for key in parties if key > 0}
    minus = {-key for key in parties if key < 0} | _keys(
        session, reported.c.id, among(reported.c.enterprise_id, plus), standing(reported)
    )
    return _keys(session, lease.c.id, among(lease.c.enterprise_id, plus), standing(lease)) | _keys(
        session, lease.c.id, among(lease.c.reported_party_id, minus), standing(lease)
    )


def buildings_of(session: Session, parties: Keys) -> Keys:
    """Buildings in which the parties ever held space."""
    part, unit = table(LeaseUnit), table(Unit)
    units = _keys(session, part.c.unit_id, among(part.c.lease_id, leases_of(session, parties)), standing(part))
    return _keys(session, unit.c.building_id, among(unit.c.id, units))


def leases_in(session: Session, buildings: Keys) -> Keys:
    """Leases that ever took a part of the buildings."""
    part, unit = table(LeaseUnit), table(Unit)
    units = _keys(session, unit.c.id, among(unit.c.building_id, buildings))
    return _keys(session, part.c.lease_id, among(part.c.unit_id, units), standing(part))


def parties_in(session: Session, buildings: Keys) -> Keys:
    """Parties that ever held space in the buildings."""
    lease, reported = table(Lease), table(ReportedParty)
    joined = lease.outerjoin(reported, reported.c.id == lease.c.reported_party_id)
    statement = (
        select(party_of(lease, reported))
        .distinct()
        .select_from(joined)
        .where(among(lease.c.id, leases_in(session, buildings)), standing(lease))
    )
    return {row[0] for row in rows(session, statement)}


def taxpayers_of(session: Session, parties: Keys) -> Keys:
    """Taxpayers ever linked to the parties."""
    link = table(TaxpayerLink)
    return _keys(session, link.c.taxpayer_id, among(link.c.enterprise_id, parties), standing(link))


def enterprises_of(session: Session, taxpayers: Keys) -> Keys:
    """Enterprises to which the taxpayers were ever linked."""
    link = table(TaxpayerLink)
    return _keys(session, link.c.enterprise_id, among(link.c.taxpayer_id, taxpayers), standing(link))


def split_buildings(session: Session, taxpayers: Keys) -> Keys:
    """Buildings of manual splits of the taxpayers."""
    split, part = table(ManualSplit), table(ManualSplitPart)
    splits = _keys(session, split.c.id, among(split.c.taxpayer_id, taxpayers), standing(split))
    return _keys(session, part.c.building_id, among(part.c.split_id, splits), standing(part))


def taxpayers_split_to(session: Session, buildings: Keys) -> Keys:
    """Taxpayers with a manual split to one of the buildings."""
    split, part = table(ManualSplit), table(ManualSplitPart)
    splits = _keys(session, part.c.split_id, among(part.c.building_id, buildings), standing(part))
    return _keys(session, split.c.taxpayer_id, among(split.c.id, splits), standing(split))


def _moved(session: Session, span: Span, buildings: Keys) -> Keys:
    """Parties whose space in the buildings is not what the facts say."""
    if not buildings:
        return set()
    nobody: frozenset[int] = frozenset()
    scope = Scope(frozenset(buildings), nobody, frozenset(leases_in(session, buildings)), nobody, taxes=False)
    inputs = load.inputs(session, span, scope)
    months = calendar(*span)
    parts = begun(inputs)
    everybody = parties(inputs, parts)
    held = segments(inputs, parts, pieces(inputs.units))
    here = np.isin(inputs.buildings.id[held.building], sorted(buildings))
    space = occupancies(inputs, months, everybody, held.take(here))
    name = "fact_occupancies"
    computed = occupancy_rows(inputs, months, everybody, space)
    new = set(zip(*(column.tolist() for column in computed.values()), strict=True))
    kept = select(*(store.TABLES[name].c[column] for column in computed))
    old = set(rows(session, kept.where(*store.of_buildings(name, buildings, span))))
    place = list(computed).index("party")
    return {row[place] for row in new ^ old}
