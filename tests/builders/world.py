"""A small district with every kind of scope, and who sees what in it, found again by plain loops."""

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

from buildings.access.grants import Held, ScopeKind
from buildings.access.principals import Principal, Via
from buildings.audience import Role
from buildings.database import work
from buildings.database.work import Changes
from buildings.errors import CapacityExceeded
from buildings.register import buildings, leases, lookup, owners, parties, units
from buildings.register.owners import Share
from buildings.register.tables.buildings import Building, BuildingOperator
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.owners import Management, Ownership
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.units import Outage, Unit
from tests.builders.register import edit, make_building, make_enterprise, make_lease, make_party, make_unit
from tests.builders.register import make_subdistrict as street

Row = Any
FIRST, LAST = dt.date(1, 1, 1), dt.date(9999, 12, 31)
TODAY = dt.date(2026, 6, 15)
A, B = "350102001", "350102002"
NAMES = ["Émile & Söhne", "示范·甲", "=乙", "ab_c%", "AB", "", "丙 Co."]


def day(draw: random.Random, first: int = -500, last: int = 500) -> dt.date:
    return TODAY + dt.timedelta(days=draw.randint(first, last))


def build(engine: Engine) -> None:
    """Four buildings in two sub-districts, rooms with owners that change, leases over several rooms and buildings.

    Nothing where the test is marked ``stocked("world")``: there they stand.
    """
    with work.reading(engine) as session:
        if lookup.rows(session, Building):
            return
    draw = random.Random(7)  # noqa: S311 - a district, no secret
    edit(engine, lambda changes: (street(changes), street(changes, code=B, name="鼓西街道")))
    firms = edit(engine, lambda changes: [make_enterprise(changes, name=f"产权人{n}").key for n in range(4)])
    rooms = edit(engine, lambda changes: _rooms(changes, draw, firms))
    tenants = edit(engine, lambda changes: _tenants(changes, draw))
    for number in range(50):
        _lease(engine, draw, rooms, tenants, number)
    for _ in range(12):
        _outage(engine, draw, rooms)
    edit(engine, lambda changes: _afterwards(changes, draw))


def _rooms(changes: Changes, draw: random.Random, firms: list[int]) -> list[int]:
    made = []
    for index, area in enumerate((A, A, B, B)):
        home = make_building(changes, code=f"GL-{9001 + index}", subdistrict_code=area, name=f"楼{index}")
        if index in {1, 2}:
            buildings.set_operator(changes, home, firms[3], valid_from=day(draw, -400, 0), valid_to=day(draw, 1, 400))
        for number in range(5):
            size = draw.choice([8_000, 10_001, 20_000, None])
            room = make_unit(
                changes,
                home,
                label=f"{number + 1}0{number}",
                floor_label=draw.choice(["1", "B1", "3A", None]),
                area_dm2=size,
                lettable=draw.random() < 0.8,
            )
            change = day(draw, -300, 300)
            first, second = draw.sample(firms[:3], 2)
            owners.own(changes, room, [Share(enterprise_id=first)], valid_to=change)
            owners.own(changes, room, [Share(enterprise_id=second)], valid_from=change + dt.timedelta(days=1))
            if draw.random() < 0.3:
                owners.manage(changes, room, "custody", manager_id=firms[2], valid_from=day(draw), valid_to=None)
            made.append(room.key)
    return made


def _tenants(changes: Changes, draw: random.Random) -> list[tuple[str, int]]:
    found = [("enterprise_id", make_enterprise(changes, name=name or "无名").key) for name in NAMES]
    linked = make_enterprise(changes, name="已对应的企业")
    for name in NAMES:
        row = make_party(changes, name=name or "无名", code_as_given=draw.choice([None, "9135", "=1+1"]))
        if draw.random() < 0.5:
            parties.link(changes, row, linked)
        found.append(("reported_party_id", row.key))
    return found


def _lease(engine: Engine, draw: random.Random, rooms: list[int], tenants: list[tuple[str, int]], number: int) -> None:
    party, key = draw.choice(tenants)
    first = day(draw)
    last = draw.choice([None, first + dt.timedelta(days=draw.randint(0, 400))])
    values: dict[str, Any] = {
        party: key,
        "starts_on": first,
        "ends_on": last,
        "area_dm2": draw.choice([None, 500, 1_000, 2_000]),
        "kind": draw.choice(["let", "let", "owner_occupied"]),
        "signed_on": draw.choice([None, first]),
        "ended_early_on": draw.choice([None, None, first + dt.timedelta(days=draw.randint(-5, 200))]),
        "landlord": draw.choice(["甲", "乙"]),
        "number": draw.choice([None, f"N-{number}"]),
    }

    def make(changes: Changes) -> None:
        held = [changes.session.get_one(Unit, one) for one in draw.sample(rooms, draw.choice([1, 1, 2, 3]))]
        old = changes.session.get(Lease, draw.randint(1, 40))
        make_lease(changes, held, **values, renewal_of=old.id if old and draw.random() < 0.5 else None)

    try:
        edit(engine, make)
    except CapacityExceeded:
        return


def _outage(engine: Engine, draw: random.Random, rooms: list[int]) -> None:
    first, room, size = day(draw), draw.choice(rooms), draw.choice([None, 700])
    last = draw.choice([None, first + dt.timedelta(days=100)])

    def make(changes: Changes) -> None:
        units.take_out(changes, changes.session.get_one(Unit, room), first, last, area_dm2=size, reason="=cmd")

    try:
        edit(engine, make)
    except CapacityExceeded:
        return


def _afterwards(changes: Changes, draw: random.Random) -> None:
    """Some leases are voided, so that voided rows are about."""
    for row in list(lookup.rows(changes.session, Lease))[::9]:
        lease = changes.session.get_one(Lease, row.id)
        if not any(other.renewal_of == row.id for other in lookup.rows(changes.session, Lease)):
            leases.void(changes, lease, "录入有误")
    del draw


def people() -> dict[str, Principal]:
    """Everybody who may look."""
    january = dt.date(2026, 1, 1)
    held = {
        "promoter": (Held(Role.PROMOTER, ScopeKind.DISTRICT),),
        "street": (Held(Role.SUBDISTRICT, ScopeKind.SUBDISTRICT, A),),
        "owner": (Held(Role.LANDLORD, ScopeKind.ENTERPRISE, "E-000001", january),),
        "manager": (Held(Role.LANDLORD, ScopeKind.ENTERPRISE, "E-000003", january),),
        "operator": (Held(Role.LANDLORD, ScopeKind.ENTERPRISE, "E-000004", january),),
        "building": (Held(Role.LANDLORD, ScopeKind.BUILDING, "GL-9003", dt.date(2026, 3, 1), dt.date(2026, 9, 30)),),
        "room": (Held(Role.LANDLORD, ScopeKind.UNIT, "GL-9001/101", dt.date(2026, 1, 1)),),
        "both": (
            Held(Role.SUBDISTRICT, ScopeKind.SUBDISTRICT, A),
            Held(Role.LANDLORD, ScopeKind.BUILDING, "GL-9004", january),
        ),
        "stranger": (Held(Role.LANDLORD, ScopeKind.ENTERPRISE, "E-999999", january),),
        "leader": (Held(Role.LEADER, ScopeKind.DISTRICT),),
    }
    return {
        name: Principal(f"user:{name}", roles, number, via=Via.KEY) for number, (name, roles) in enumerate(held.items())
    }


@dataclass
class Plain:
    """The whole register as plain rows by table."""

    units: list[Any]
    buildings: dict[int, Any]
    leases: dict[int, Any]
    parts: list[Any]
    outages: list[Any]
    parties: list[Any]
    enterprises: list[Any]
    owned: list[Any]
    managed: list[Any]
    operated: list[Any]

    @classmethod
    def of(cls, engine: Engine) -> "Plain":
        """Read all of it."""
        with work.reading(engine) as session:
            rows = {one: list(lookup.rows(session, one)) for one in (Unit, Building, Lease, LeaseUnit, Outage)}
            more = (ReportedParty, Enterprise, Ownership, Management, BuildingOperator)
            others = [list(lookup.rows(session, one)) for one in more]
        by_key = {row.id: row for row in rows[Lease]}
        return cls(
            rows[Unit],
            {row.id: row for row in rows[Building]},
            by_key,
            [part for part in rows[LeaseUnit] if part.lease_id in by_key],
            rows[Outage],
            *others,
        )

    def spans(self, held: Iterable[Held]) -> dict[int, list[tuple[dt.date, dt.date]]]:
        """Days on which each unit is reached."""
        found: dict[int, list[tuple[dt.date, dt.date]]] = {unit.id: [] for unit in self.units}
        for one in held:
            for unit in self.units:
                home = self.buildings[unit.building_id]
                days = (one.first or FIRST, one.last or LAST)
                if one.role in {Role.PROMOTER, Role.TAX_OFFICER} or (
                    one.role is Role.SUBDISTRICT and home.subdistrict_code == one.scope
                ):
                    found[unit.id].append((FIRST, LAST))
                elif (one.kind, one.scope) in {
                    (ScopeKind.BUILDING, home.code),
                    (ScopeKind.UNIT, f"{home.code}/{unit.label}"),
                }:
                    found[unit.id].append(days)
                elif one.kind is ScopeKind.ENTERPRISE:
                    found[unit.id] += self._of_firm(unit, one.scope)
        return found

    def _of_firm(self, unit: Row, code: str) -> list[tuple[dt.date, dt.date]]:
        key = next((row.id for row in self.enterprises if row.code == code), None)
        rows = [row for row in self.owned if row.unit_id == unit.id and row.enterprise_id == key]
        rows += [row for row in self.managed if row.unit_id == unit.id and row.manager_id == key]
        rows += [row for row in self.operated if row.building_id == unit.building_id and row.enterprise_id == key]
        return [(row.valid_from or FIRST, row.valid_to or LAST) for row in rows if key is not None]

    def last(self, part: Row) -> dt.date:
        """Last day a part really occupies."""
        return min(part.ends_on or LAST, self.leases[part.lease_id].ended_early_on or LAST)

    def parts_seen(self, held: Iterable[Held], only: dt.date | None) -> list[Any]:
        """Parts of leases that may be seen (on one day: those that run in units held on it)."""
        spans, found = self.spans(held), []
        for part in self.parts:
            first, last = part.starts_on, self.last(part)
            if only is None:
                seen = any(span[0] <= last and span[1] >= first for span in spans[part.unit_id])
            else:
                seen = first <= only <= last and any(span[0] <= only <= span[1] for span in spans[part.unit_id])
            if seen:
                found.append(part)
        return found

    def units_held(self, held: Iterable[Held], on: dt.date) -> set[int]:
        """Units that are reached on a day."""
        return {key for key, spans in self.spans(held).items() if any(span[0] <= on <= span[1] for span in spans)}
