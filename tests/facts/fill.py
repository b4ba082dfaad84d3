"""Plain rows into a database, past the writers' checks: the oracle must agree even where a writer would refuse."""

from typing import Any

from sqlmodel import Session

from buildings.database.base import Record
from buildings.database.work import Changes
from buildings.facts import store
from buildings.kinds import BuildingStatus, LeaseKind, Origin, RentUnit
from buildings.register.tables.buildings import Building, BuildingState
from buildings.register.tables.enterprises import Enterprise, IndustryClass
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.taxes import (
    ManualSplit,
    ManualSplitPart,
    TaxFile,
    Taxpayer,
    TaxpayerLink,
    TaxPayment,
)
from buildings.register.tables.units import Outage, Unit, UnitArea
from tests.facts.compare import KEYS
from tests.facts.oracle import Table
from tests.facts.plain import District
from tests.facts.plain import Lease as PlainLease
from tests.facts.plain import Split as PlainSplit
from tests.facts.plain import Unit as PlainUnit


def add(changes: Changes, *rows: Record) -> None:
    """Add and flush: a row that others point to comes first."""
    changes.origin = Origin.DEMONSTRATION
    for row in rows:
        changes.session.add(row)
    changes.session.flush()


def put(changes: Changes, district: District) -> None:
    """Everything of a district, with its own keys."""
    _buildings(changes, district)
    for key in district.enterprises:
        add(changes, Enterprise(id=key, code=f"E-{key:06d}", name=f"示范企业{key}"))
    for key, linked in district.reported.items():
        add(changes, ReportedParty(id=key, name=f"申报{key}", enterprise_id=linked))
    for unit in district.units:
        put_unit(changes, unit)
    for lease in district.leases:
        put_lease(changes, lease)
    for part in district.parts:
        add(
            changes,
            LeaseUnit(
                id=part.id, lease_id=part.lease, unit_id=part.unit, starts_on=part.first, ends_on=part.last,
                area_dm2=part.dm2,
            ),
        )  # fmt: skip
    for entry in district.classes:
        add(
            changes,
            IndustryClass(
                enterprise_id=entry.enterprise, section=entry.section, valid_from=entry.first, valid_to=entry.last
            ),
        )
    _taxes(changes, district)


def _buildings(changes: Changes, district: District) -> None:
    for building in district.buildings:
        add(changes, Building(id=building.id, code=building.code, name=f"示范{building.code}", room_register=True))
        for first, last in building.operation:
            status = BuildingStatus.IN_OPERATION.value
            add(changes, BuildingState(building_id=building.id, status=status, valid_from=first, valid_to=last))


def put_unit(changes: Changes, unit: PlainUnit) -> None:
    add(
        changes,
        Unit(id=unit.id, building_id=unit.building, label=f"{unit.id}", valid_from=unit.first, valid_to=unit.last),
    )
    for area in unit.areas:
        add(
            changes,
            UnitArea(
                unit_id=unit.id, area_dm2=area.dm2, lettable=area.lettable, valid_from=area.first, valid_to=area.last
            ),
        )
    for outage in unit.outages:
        add(changes, Outage(unit_id=unit.id, area_dm2=outage.dm2, starts_on=outage.first, ends_on=outage.last))


def lease_values(lease: PlainLease) -> dict[str, Any]:
    """Columns of a lease."""
    return {
        "kind": LeaseKind.OWNER_OCCUPIED.value if lease.own else LeaseKind.LET.value,
        "enterprise_id": lease.enterprise,
        "reported_party_id": lease.reported,
        "signed_on": lease.signed,
        "break_on": lease.breaks,
        "ended_early_on": lease.early,
        "rent_fen": lease.rent,
        "rent_unit": None if lease.rent is None else (RentUnit.DAY if lease.per_day else RentUnit.MONTH).value,
        "renewal_of": lease.renews,
    }


def put_lease(changes: Changes, lease: PlainLease) -> None:
    add(changes, Lease(id=lease.id, code=f"L-{lease.id:07d}", **lease_values(lease)))


def _taxes(changes: Changes, district: District) -> None:
    for key, central in district.taxpayers.items():
        add(changes, Taxpayer(id=key, code=f"T{key}", central_income_tax=central))
    for link in district.links:
        add(
            changes,
            TaxpayerLink(
                taxpayer_id=link.taxpayer, enterprise_id=link.enterprise, valid_from=link.first, valid_to=link.last
            ),
        )
    for split in district.splits:
        put_split(changes, split)
    for month in district.files:
        put_file(changes, district, month)


def put_split(changes: Changes, split: PlainSplit) -> None:
    row = ManualSplit(taxpayer_id=split.taxpayer, month_from=split.first, month_to=split.last, reason="试")
    add(changes, row)
    for building, weight in split.parts:
        add(changes, ManualSplitPart(split_id=row.key, building_id=building, weight=weight))


def put_file(changes: Changes, district: District, month: int, delivery: int = 1) -> None:
    """The current file of a month, as the district lists its payments."""
    file = TaxFile(month=month, delivery=delivery, filename="税收.xlsx", sha256="0" * 64, row_count=0)
    add(changes, file)
    for tax in district.taxes:
        if tax.month == month:
            changes.session.add(
                TaxPayment(
                    month=month, taxpayer_id=tax.taxpayer, column_key=tax.column, amount_fen=tax.fen,
                    retained_fen=tax.retained, file_id=file.key,
                )
            )  # fmt: skip
    changes.session.flush()


def kept(session: Session) -> dict[str, Table]:
    """Facts as they stand, in the oracle's form."""
    found: dict[str, Table] = {}
    for name in store.TABLES:
        found[name] = {}
        for values in store.kept(session, name):
            row = dict(zip(store.shape(name).names, values, strict=True))
            key = tuple(row.pop(part) for part in KEYS[name])
            found[name][key] = row
    return found
