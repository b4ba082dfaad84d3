"""Rows of the register for tests: ``make_lease(changes, units=[unit], **changes)`` says only what the test is about."""

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import shapely
from sqlalchemy import Engine

from buildings.database import work
from buildings.database.work import Changes
from buildings.kinds import Origin
from buildings.register import buildings, enterprises, leases, links, parties, records, taxes, taxpayers, units, zones
from buildings.register.buildings import Building, BuildingBase
from buildings.register.enterprises import Enterprise, EnterpriseBase
from buildings.register.leases import Lease, LeaseBase, Part
from buildings.register.parties import ReportedParty
from buildings.register.taxes import TaxFile
from buildings.register.taxpayers import Taxpayer
from buildings.register.units import Unit, UnitBase
from buildings.register.zones import Layout, Subdistrict, Zone, ZoneBase

T = TypeVar("T")
NUMBERS = itertools.count(1)
DAY = dt.date(2026, 1, 1)
AREA = 10_000  # dm², 100 m²


def edit(engine: Engine, do: Callable[[Changes], T], origin: Origin = Origin.REAL) -> T:
    """One unit of work of a test."""
    return work.run(engine, do, actor="cli:tester", action="test", origin=origin)


def make_subdistrict(changes: Changes, **values: Any) -> Subdistrict:
    """鼓东街道 unless said otherwise."""
    given: dict[str, Any] = {"code": "350102001", "name": "鼓东街道", "kind": "street"} | values
    return zones.ensure_subdistrict(changes, **given)


def make_building(changes: Changes, **values: Any) -> Building:
    """A building with a room register, in operation, nothing else known."""
    number = next(NUMBERS)
    given: dict[str, Any] = {
        "code": f"GL-{number:04d}",
        "name": f"楼宇{number}",
        "use": "office",
        "room_register": True,
    } | values
    row = buildings.create(changes, BuildingBase(**given))
    buildings.set_status(changes, row, "in_operation")
    return row


def make_unit(changes: Changes, building: Building | None = None, **values: Any) -> Unit:
    """A lettable room of 100 m² (``area_dm2`` None = unknown) without a first or last day."""
    home = building or make_building(changes)
    area: dict[str, Any] = {name: values.pop(name) for name in ("area_dm2", "use", "lettable") if name in values}
    given: dict[str, Any] = {"building_id": home.key, "label": str(next(NUMBERS))} | values
    return units.create(changes, UnitBase(**given), area.pop("area_dm2", AREA), **area)


def make_enterprise(changes: Changes, **values: Any) -> Enterprise:
    """A company without a code."""
    given: dict[str, Any] = {"code": "", "name": f"企业{next(NUMBERS)}"} | values
    return enterprises.create(changes, EnterpriseBase(**given))


def make_party(changes: Changes, **values: Any) -> ReportedParty:
    """A tenant as a landlord reported it."""
    return parties.report(changes, **{"name": f"承租方{next(NUMBERS)}"} | values)


def make_lease(changes: Changes, units: Sequence[Unit] | None = None, **values: Any) -> Lease:
    """A lease of whole units from 2026-01-01 on; ``starts_on``, ``ends_on``, ``area_dm2`` hold for each of them."""
    held = units if units is not None else [make_unit(changes)]
    taken = {name: values.pop(name) for name in ("starts_on", "ends_on", "area_dm2") if name in values}
    days: dict[str, Any] = {"starts_on": DAY} | taken
    parts = [Part(unit.key, **days) for unit in held]
    if values.keys().isdisjoint({"enterprise_id", "reported_party_id"}):
        values["enterprise_id"] = make_enterprise(changes).key
    return leases.create(changes, LeaseBase(**{"code": ""} | values), parts)


def make_taxpayer(changes: Changes, enterprise: Enterprise | None = None, **values: Any) -> Taxpayer:
    """A taxpayer, linked for good to the enterprise if one is given."""
    row = taxpayers.ensure(changes, values.get("code", f"T{next(NUMBERS)}"), values.get("name"))
    if enterprise is not None:
        links.decide(changes, row, enterprise)
    if values.get("central_income_tax"):
        taxpayers.mark_central(changes, row, central=True)
    return row


def make_tax_file(changes: Changes, month: int, payments: Iterable[taxes.Payment], **values: Any) -> TaxFile:
    """A delivery of a month: (taxpayer key, column, fen, retained fen or None)."""
    number = next(NUMBERS)
    given: dict[str, Any] = {"filename": "税收.xlsx", "sha256": f"{number:064x}", "row_count": 1} | values
    return taxes.deliver(changes, month, payments, **given)


def make_layout(changes: Changes, **values: Any) -> Layout:
    """A layout without a source."""
    return zones.ensure_layout(changes, **{"code": "plan", "name": "一区两带三组团"} | values)


def make_zone(changes: Changes, layout: Layout | None = None, **values: Any) -> Zone:
    """A square of 0.01° at 119.30 E, 26.08 N."""
    home = layout or make_layout(changes)
    given: dict[str, Any] = {
        "code": f"z{next(NUMBERS):03d}",
        "name": "片区",
        "kind": "core",
        "shape": square(119.30, 26.08),
    } | values
    return zones.draw(changes, ZoneBase(layout_id=home.key, **given))


def square(lon: float, lat: float, size: float = 0.01) -> shapely.Polygon:
    """A square whose south-west corner is given."""
    return shapely.box(lon, lat, lon + size, lat + size)


def again(changes: Changes, row: records.R) -> records.R:
    """The same record in this unit of work, as it stands now."""
    return changes.session.get_one(type(row), row.key)
