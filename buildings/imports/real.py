"""The real register: named buildings with only their sourced facts (data/facts, data/geo); the rest is unknown."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from buildings import geofiles, tables
from buildings.database.work import Changes
from buildings.geofiles import Feature
from buildings.imports import layout
from buildings.kinds import AreaKind, BuildingUse, PolicyType, TypeKind
from buildings.quantities import dm2_of
from buildings.register import buildings, lookup, provenance, records, types
from buildings.register.tables.buildings import Building, BuildingBase, BuildingClaim
from buildings.settings import DATA
from buildings.words import labels

Row = Mapping[str, str]

ACTION: Final = "load_real_register"
"""What the work that loads it is called in the audit."""

CLAIMS: Final = (
    *("role", "office_grade_claim", "policy_note", "specialty", "tax_tier_claim"),
    *("gross_area_m2", "floors_above", "completed", "remark"),
)
_POLICY: Final = {"标杆示范": PolicyType.MODEL, "改造提升": PolicyType.UPGRADE, "在建新建": PolicyType.NEW_BUILD}
_USES: Final = {"office": BuildingUse.OFFICE, "mixed_use": BuildingUse.MIXED_USE}
_COMPLETED: Final = re.compile(r"(before )?(\d{4})(?:-(\d{2}))?(?: (plan|start))?")
_STAGES: Final = {None: "done", "plan": "planned", "start": "started"}
_NOT_BUILT: Final = ("plan values", "works began")
_ANNOUNCED: Final = (" plan", " start")
_DAY: Final = dt.timedelta(days=1)


def load(changes: Changes) -> int:
    """Bring in what is missing of the layout and of the named buildings; how many buildings are new.

    A building that stands is left as people have made it since; only claims it never had are added.
    """
    layout.ensure(changes)
    points = {feature.text("id"): feature for feature in geofiles.named("buildings_points")}
    known = {row.code: row for row in lookup.rows(changes.session, Building, voided=True)}
    claimed = {
        (row.building_id, row.subject, row.statement)
        for row in lookup.rows(changes.session, BuildingClaim, voided=True)
    }
    new = 0
    with layout.as_real(changes):
        for code, row in _listed():
            if code not in known:
                building = buildings.create(changes, _base(code, row, points.get(row["point_id"])))
                _facts(changes, building, row)
                _types(changes, building, row)
                _claims(changes, building.key, row, claimed)
                new += 1
            elif known[code].name == row["name"]:
                _claims(changes, known[code].id, row, claimed)
    return new


def codes() -> set[str]:
    """Codes of the named buildings, in whatever state they are."""
    return {code for code, _ in _listed()}


def untouched(session: Any) -> set[str]:  # noqa: ANN401 - a session; imports speak no SQL
    """Codes of the named buildings that stand as public sources have them: no import and no person added anything."""
    return provenance.as_brought(session, ACTION)


def _listed() -> Iterator[tuple[str, Row]]:
    """The named buildings with their codes, which follow from the order of the file."""
    rows = tables.rows_of(DATA / "facts" / "buildings.csv")
    return ((f"GL-{number:04d}", row) for number, row in enumerate(rows, 1))


def _base(code: str, row: Row, point: Feature | None) -> BuildingBase:
    said: Mapping[str, Any] = {} if point is None else point.properties
    return BuildingBase(
        code=code,
        name=row["name"],
        aliases=[part for part in re.split("[;；]", row["aliases"]) if part],
        address=row["address"] or None,
        subdistrict_code=row["subdistrict_code"] or None,
        use=_USES.get(said.get("category", ""), BuildingUse.UNKNOWN),
        floors_above=None if _not_built(row) or not row["floors_above"] else int(row["floors_above"]),
        point=None if point is None else point.geometry,
        point_accuracy_m=said.get("accuracy_m"),
        point_source=f"{said['source']} [{said['provenance']}; {said['position_kind']}]" if said else None,
        room_register=False,
    )


def _types(changes: Changes, building: Building, row: Row) -> None:
    """Types that a source names; one that it does not name is not looked at, which is not "none"."""
    specialty = {label: slug for slug, label in labels("specialty").items()}.get(row["specialty"])
    for kind, value in ((TypeKind.POLICY_TYPE, _policy(row["policy_note"])), (TypeKind.SPECIALTY, specialty)):
        if value is not None:
            types.state(changes, building, kind, value)


def _policy(note: str) -> str | None:
    return next((kind.value for word, kind in _POLICY.items() if note.startswith(word)), None)


def _not_built(row: Row) -> bool:
    """Whether the row's figures were announced rather than confirmed as built."""
    said = f"{row['source']} {row['remark']}"
    return any(mark in said for mark in _NOT_BUILT) or row["as_of"].endswith(_ANNOUNCED)


def _facts(changes: Changes, building: Building, row: Row) -> None:
    """Completion or the start of works, and the gross area where a source says that it stands."""
    begun = row["as_of"] if row["as_of"].endswith(" start") else ""
    found = _COMPLETED.fullmatch(row["completed"] or begun)
    if found is not None:
        earliest, latest = _between(found[1] is not None, int(found[2]), found[3])
        buildings.add_event(
            changes, building, "completion", earliest, latest, stage=_STAGES[found[4]], source=row["source"]
        )
    if row["gross_area_m2"] and not _not_built(row):
        buildings.set_area(changes, building, AreaKind.GROSS, dm2_of(row["gross_area_m2"]), source=row["source"])


def _between(before: bool, year: int, month: str | None) -> tuple[dt.date | None, dt.date]:
    first = dt.date(year, int(month or 1), 1)
    if before:
        return None, first - _DAY
    last = int(month or 12)
    return first, dt.date(year, last, calendar.monthrange(year, last)[1])


def _claims(changes: Changes, building: int, row: Row, claimed: set[tuple[int, str, str]]) -> None:
    """What sources say, as they say it; a claim once voided does not come back."""
    for subject in CLAIMS:
        statement = row[subject]
        if not statement or (building, subject, statement) in claimed:
            continue
        values = {
            "building_id": building,
            "subject": subject,
            "statement": statement,
            "as_of": row["as_of"] or None,
            "source": row["source"],
            "source_url": row["source_url"] or None,
            "remark": row["remark"] or None,
            "extra": {"stage": "planned"} if _not_built(row) else {},
        }
        records.create(changes, BuildingClaim, values)
