"""Plans become rows: keys first, then whole tables at once, in the order they lean on each other."""

from collections import defaultdict
from typing import Any, Final

from buildings.database import bulk
from buildings.database.base import Record
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import DomainError
from buildings.imports.kinds import taxes
from buildings.imports.kinds.buildings import After
from buildings.imports.plans import Draft, Plan, Ref, Values
from buildings.imports.workbook import Workbook
from buildings.register import implicit, leases, links, memberships, projects, records
from buildings.register.tables.buildings import (
    Building,
    BuildingArea,
    BuildingEvent,
    BuildingOperator,
    BuildingState,
)
from buildings.register.tables.enterprises import Enterprise, EnterpriseName, IndustryClass, Registration
from buildings.register.tables.leases import Lease, LeaseUnit
from buildings.register.tables.owners import Management, Ownership
from buildings.register.tables.parties import ReportedParty
from buildings.register.tables.projects import ProjectStep, UpgradeProject
from buildings.register.tables.ratings import Rating, RatingAnswer, RatingScore
from buildings.register.tables.taxes import ManualSplit, ManualSplitPart, Taxpayer, TaxpayerLink
from buildings.register.tables.types import BuildingType
from buildings.register.tables.units import Outage, Unit, UnitArea
from buildings.register.tables.zones import Zone

ORDER: Final[tuple[type[Record], ...]] = (
    *(Enterprise, EnterpriseName, Registration, IndustryClass, Taxpayer, TaxpayerLink, ReportedParty),
    *(Building, BuildingArea, BuildingState, BuildingEvent, BuildingOperator, BuildingType, Rating),
    *(RatingAnswer, RatingScore),
    *(UpgradeProject, ProjectStep),
    *(Unit, UnitArea, Outage, Ownership, Management, Lease, LeaseUnit, ManualSplit, ManualSplitPart),
)

BESIDE: Final = ("projects", "scores")
"""Kinds of which no kept fact is made."""


def write(changes: Changes, book: Workbook, plan: Plan) -> None:
    """Write a plan whose file has no issue; what it spoils is rebuilt with the unit of work."""
    if plan.idle:
        return
    changes.everything |= plan.kind not in BESIDE
    for cls in ORDER:
        _edit(changes, plan, cls)
    for (cls, key), reason in plan.voids.items():
        records.void(changes, records.by_key(changes.session, cls, key), reason)
    for cls in ORDER:
        _insert(changes, cls, plan.drafts.get(cls, []))
    _late_edits(changes, plan)
    if plan.kind == "enterprises":
        links.follow_codes(changes)
    elif plan.kind == "buildings":
        _follow(changes, book, plan.payload)
    elif plan.kind == "taxes":
        taxes.write(changes, book, plan)


def _insert(changes: Changes, cls: type[Record], drafts: list[Draft]) -> None:
    """Give keys to all drafts of a table, then write them; a lease comes after the one it renews."""
    if not drafts:
        return
    keys = bulk.next_keys(changes.session, table_of(cls), len(drafts))
    for draft, key in zip(drafts, keys, strict=True):
        draft.key = key
        if cls is Lease and not draft.values.get("code"):
            draft.values["code"] = leases.CODE.format(key)
        if cls is UpgradeProject:
            draft.values["code"] = projects.FORMS[changes.origin].format(key)
    ordered = sorted(drafts, key=_depth) if cls is Lease else drafts
    bulk.insert_records(changes, cls, [{"id": draft.key, **_resolved(draft.values)} for draft in ordered])


def _depth(draft: Draft) -> int:
    """How many new leases a new lease renews, one after the other."""
    depth, before = 0, draft.values.get("renewal_of")
    while isinstance(before, Draft):
        depth, before = depth + 1, before.values.get("renewal_of")
    return depth


def _resolved(values: Values) -> Values:
    return {name: _key(value) if isinstance(value, Draft) else value for name, value in values.items()}


def _key(ref: Ref) -> int:
    if isinstance(ref, int):
        return ref
    if ref.key is None:
        raise LookupError(f"{ref.cls.__name__} is written after what points to it")
    return ref.key


def _ready(values: Values) -> bool:
    return not any(isinstance(value, Draft) and value.key is None for value in values.values())


def _edit(changes: Changes, plan: Plan, cls: type[Record]) -> None:
    """Edits of a table that point to nothing new, grouped by the columns they touch."""
    groups: dict[tuple[str, ...], list[Values]] = defaultdict(list)
    for (table, key), edit in plan.edits.items():
        if table is cls and _ready(edit.values):
            groups[tuple(edit.values)].append({"id": key, **_resolved(edit.values)})
    for rows in groups.values():
        bulk.update_records(changes, cls, rows)


def _late_edits(changes: Changes, plan: Plan) -> None:
    """Edits that point to rows which had no key before."""
    for edit in plan.edits.values():
        if any(isinstance(value, Draft) for value in edit.values.values()):
            bulk.update_records(changes, edit.cls, [{"id": edit.key, **_resolved(edit.values)}])


def _follow(changes: Changes, book: Workbook, after: After) -> None:
    """Implicit units, recorded zones and zones by place; a refusal is said of the row it comes from."""
    session = changes.session
    for ref, row in after.implicit:
        try:
            implicit.sync(changes, records.by_key(session, Building, _key(ref)))
        except DomainError as error:
            book.log.refuse(error, row, book.header("lettable_declared"))
    placed: list[Any] = [records.by_key(session, Building, _key(ref)) for ref in after.places]
    memberships.locate(changes, placed)
    for ref, _, codes in after.zones:
        zones = [records.by_code(session, Zone, code) for code in codes]
        memberships.record(changes, records.by_key(session, Building, _key(ref)), zones)
