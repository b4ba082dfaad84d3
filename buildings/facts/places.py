"""Zones and sub-districts as they stand at a month's end."""

import numpy as np
from sqlalchemy import select

from buildings.facts.frames import Moment, texts, wkb
from buildings.facts.kernel.inputs import FAR_DAY, MIN_DAY
from buildings.facts.reading import number, rows, standing, table
from buildings.kinds import ZoneKind
from buildings.portfolio import BuildingFrame, Flags, Ints, SubdistrictFrame, Texts, ZoneFrame
from buildings.register.tables.zones import Layout, Subdistrict, Zone, ZoneMembership

IN_NO_ZONE, PLACE_UNKNOWN = -1, -2
_ORDER = {kind.value: place for place, kind in enumerate(ZoneKind)}  # 区 before 带 before 组团


def subdistricts(moment: Moment) -> SubdistrictFrame:
    """Sub-districts in code order."""
    own = table(Subdistrict)
    found = sorted(rows(moment.session, select(own.c.code, own.c.name).where(standing(own))))
    return SubdistrictFrame(texts(code for code, _ in found), texts(name for _, name in found))


def _layout(moment: Moment) -> tuple[int, str]:
    """Key and code of the layout in force: the one that began last."""
    own = table(Layout)
    first = number(own.c.valid_from, MIN_DAY)
    statement = select(first, own.c.code, own.c.id).where(
        standing(own), first <= moment.day, number(own.c.valid_to, FAR_DAY) >= moment.day
    )
    found = sorted(rows(moment.session, statement))
    return (found[-1][2], found[-1][1]) if found else (0, "")


def zones(moment: Moment, frame: BuildingFrame) -> ZoneFrame:
    """Zones of the layout in force with the memberships that hold at the month's end."""
    key, code = _layout(moment)
    own = table(Zone)
    statement = select(
        own.c.id, own.c.code, own.c.name, own.c.name_en, own.c.kind, number(own.c.schematic),
        wkb(moment.session, own.c.shape),
    ).where(standing(own), own.c.layout_id == key)  # fmt: skip
    found = sorted(rows(moment.session, statement), key=lambda row: (_ORDER[row[4]], row[1]))
    member, basis, uncertain = _memberships(moment, [row[0] for row in found])
    return ZoneFrame(
        layout_code=code,
        code=texts(row[1] for row in found),
        name=texts(row[2] for row in found),
        name_en=texts(row[3] for row in found),
        kind=texts(row[4] for row in found),
        schematic=np.array([row[5] for row in found], bool),
        shape=texts(bytes(row[6]) for row in found),
        member=member,
        basis=basis,
        uncertain=uncertain,
        primary=_primary(member, frame),
    )


def _memberships(moment: Moment, keys: list[int]) -> tuple[Flags, Texts, Flags]:
    place = {key: row for row, key in enumerate(keys)}
    shape = len(keys), len(moment.position)
    member, uncertain = np.zeros(shape, bool), np.zeros(shape, bool)
    basis = np.full(shape, None, object)
    own = table(ZoneMembership)
    statement = select(own.c.zone_id, own.c.building_id, own.c.basis, number(own.c.uncertain)).where(
        standing(own), number(own.c.valid_from, MIN_DAY) <= moment.day, number(own.c.valid_to, FAR_DAY) >= moment.day
    )
    for zone, building, why, unsure in rows(moment.session, statement):
        at = place.get(zone), moment.position.get(building)
        if at[0] is not None and at[1] is not None:
            member[at], basis[at], uncertain[at] = True, why, bool(unsure)
    return member, basis, uncertain


def _primary(member: Flags, frame: BuildingFrame) -> Ints:
    """The first zone in display order; without any, whether the building's place is known at all."""
    placed = ~np.isnan(frame.lon) | np.array([shape is not None for shape in frame.footprint], bool)
    nowhere = np.where(placed, IN_NO_ZONE, PLACE_UNKNOWN)
    if not len(member):
        return nowhere.astype(np.int64)
    return np.where(member.any(axis=0), member.argmax(axis=0), nowhere).astype(np.int64)
