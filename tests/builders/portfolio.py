"""Small portfolios from plain dicts: what a test does not say is empty or unknown, and sums are added here."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from buildings import parameters
from buildings.facts.tables import BuildingMonth
from buildings.kinds import Derives
from buildings.portfolio import (
    RECENT,
    UNKNOWN,
    BuildingFrame,
    Columns,
    ConditionFrame,
    Ints,
    Portfolio,
    SubdistrictFrame,
    ZoneFrame,
)
from buildings.quantities import last_day, parse_month
from tests.builders import sums

MONTH = parse_month("2026-10")
KEYS = {"building_id", "month"}
FACTS = tuple(name for name in BuildingMonth.model_fields if name not in KEYS)
TEXTS = (
    *("name", "address", "subdistrict", "use", "status", "policy_type", "specialty", "star"),
    *("policy_type_since", "specialty_since", "star_valid_until", "star_scheme"),
    *("completed_earliest", "completed_latest", "footprint"),
)
AREAS = ("gross_dm2", "office_dm2", "lettable_declared_dm2", "land_dm2")

WORDS = {"section": "?", "registered": "unknown"}

Row = Mapping[str, Any]


def objects(values: Iterable[Any]) -> Any:  # noqa: ANN401 - an object array
    """Any values, tuples too, as a flat array of objects."""
    kept = list(values)
    found = np.empty(len(kept), dtype=object)
    found[:] = kept
    return found


@dataclass(frozen=True)
class Tables:
    """Rows of the lazy tables; ``tax`` are attributions (building, month, enterprise, tax_fen, …)."""

    tax: Sequence[Row] = ()
    occupancies: Sequence[Row] = ()
    columns: Sequence[Row] = ()
    unattributed: Sequence[Row] = ()
    industries: Sequence[Row] = ()
    files: Sequence[Row] | None = None
    coverage: Sequence[Row] = ()
    taxpayers: Sequence[Row] = ()
    registrations: Sequence[Row] = ()


@dataclass(frozen=True)
class Zone:
    """A zone and the positions of its buildings."""

    code: str
    members: Sequence[int] = ()
    kind: str = "cluster"
    uncertain: Sequence[int] = field(default=())


def _frame(rows: Sequence[Row], months: int) -> BuildingFrame:
    count = len(rows)
    standard: dict[str, Any] = {"use": "office", "status": "in_operation", "in_scope": True, "room_register": True}
    full = [{**standard, **row} for row in rows]
    fields: dict[str, Any] = {name: objects(row.get(name) for row in full) for name in TEXTS}
    for name in AREAS:
        fields[name] = np.array([row.get(name, UNKNOWN) for row in full], dtype=np.int64)
    for name in ("lon", "lat", "accuracy_m"):
        fields[name] = np.array([row.get(name, np.nan) for row in full], dtype=np.float64)
    for name in ("room_register", "in_scope", "scope_unknown"):
        fields[name] = np.array([row.get(name, False) for row in full], dtype=bool)
    fields["code"] = objects(row.get("code", f"SF-{position + 1:04d}") for position, row in enumerate(full))
    fields["name"] = objects(row.get("name", f"楼{position + 1}") for position, row in enumerate(full))
    fields["aliases"] = objects(row.get("aliases", ()) for row in full)
    by_month = np.repeat(fields["office_dm2"][None, :], months, axis=0)
    return BuildingFrame(id=np.arange(1, count + 1), office_dm2_by_month=by_month, **fields)


def _condition(rows: Sequence[Row]) -> ConditionFrame:
    def numbers(name: str) -> Any:  # noqa: ANN401 - a float array
        return np.array([np.nan if row.get(name) is None else float(row[name]) for row in rows], dtype=np.float64)

    def ends(name: str, standard: float | None) -> Any:  # noqa: ANN401 - two float arrays
        said = [row.get(name, standard) for row in rows]  # a number, or its two ends
        pairs = [one if isinstance(one, list | tuple) else (one, one) for one in said]
        return np.array([[np.nan if end is None else end for end in pair] for pair in pairs], np.float64).T

    least, most = ends("owner_share", None)
    one_hand = ends("one_hand", 0)
    return ConditionFrame(
        renovated_earliest=objects(row.get("renovated_earliest") for row in rows),
        renovated_latest=objects(row.get("renovated_latest") for row in rows),
        maybe_renovated=np.array([row.get("maybe_renovated", False) for row in rows], dtype=bool),
        renovating=np.array(
            [row.get("renovating", row.get("status") == "under_renovation") for row in rows], dtype=bool
        ),
        works_done_since=objects(row.get("works_done_since") for row in rows),
        maybe_renovating=np.array([row.get("maybe_renovating", False) for row in rows], dtype=bool),
        works_ahead=np.array([row.get("works_ahead", False) for row in rows], dtype=bool),
        ever_starred=np.array([row.get("ever_starred", row.get("star") is not None) for row in rows], dtype=bool),
        maybe_starred=np.array([row.get("maybe_starred", False) for row in rows], dtype=bool),
        hardware_share=numbers("hardware_share"),
        owner_share_least=least,
        owner_share_most=most,
        one_hand_least=one_hand[0],
        one_hand_most=one_hand[1],
    )


def _zones(zones: Sequence[Zone], count: int, nowhere: Sequence[int]) -> ZoneFrame:
    member = np.zeros((len(zones), count), dtype=bool)
    uncertain = np.zeros((len(zones), count), dtype=bool)
    for row, zone in enumerate(zones):
        member[row, list(zone.members)] = True
        uncertain[row, list(zone.uncertain)] = True
    primary = np.where(member.any(axis=0), member.argmax(axis=0) if len(zones) else -1, -1).astype(np.int64)
    primary[list(nowhere)] = -2
    basis = objects([None] * (len(zones) * count)).reshape(len(zones), count)
    basis[member] = "point"
    return ZoneFrame(
        "plan",
        objects(zone.code for zone in zones),
        objects(f"片区{zone.code}" for zone in zones),
        objects(zone.code for zone in zones),
        objects(zone.kind for zone in zones),
        np.ones(len(zones), dtype=bool),
        objects(b"" for _ in zones),
        member,
        basis,
        uncertain,
        primary,
    )


def _columns(rows: Sequence[Row], whole: Sequence[str], words: Sequence[str] = ()) -> Columns:
    found: dict[str, Any] = {
        name: np.array([row.get(name, 0) for row in rows], dtype=np.int64) for name in ("month", *whole)
    }
    return found | {name: objects(row.get(name, WORDS.get(name)) for row in rows) for name in words}


def _facts(rows: Sequence[Row], tax: Sequence[Row], files: Sequence[bool], first: int) -> dict[str, Ints]:
    facts = {name: np.zeros((len(files), len(rows)), dtype=np.int64) for name in FACTS}
    facts["operating"][:], facts["operated"][:], facts["units"][:] = 1, 1, 1  # a room is on record unless said
    for building, row in enumerate(rows):
        for name, value in row.items():
            if name in facts:
                facts[name][:, building] = value
    for row in tax:
        for name in ("tax_fen", "retained_fen", "fee_fen"):
            facts[name][row["month"], row["building"]] += row.get(name, 0)
    for name in ("tax_fen", "retained_fen", "fee_fen"):
        facts[name][~np.array(files, dtype=bool)] = UNKNOWN
    running = np.cumsum(np.array(files)[:, None] * facts["operated"], axis=0)
    facts["window_months"][:] = running - np.vstack([np.zeros((12, len(rows)), dtype=np.int64), running])[: len(files)]
    sums.gate(facts, tax, files, first)
    return facts


def make_portfolio(  # noqa: PLR0913 - a builder names what a test may want to say
    buildings: Sequence[Row],
    tables: Tables | None = None,
    *,
    months: int = 25,
    month: int = MONTH,
    zones: Sequence[Zone] = (),
    subdistricts: Sequence[str] = ("350102001", "350102002"),
    files: Sequence[bool] | None = None,
    nowhere: Sequence[int] = (),
    facts: Mapping[str, Mapping[tuple[int, int], int]] | None = None,
    held: Iterable[Derives] = (Derives.TAX, Derives.TENANCY),
) -> Portfolio:
    """A portfolio of ``months`` months ending at ``month``; table rows name months and buildings by position.

    A building's dict holds fields of the building frame and constant facts (``let_dm2`` …); ``facts`` sets single
    values by (month, building). Tax facts and gate columns are added up from ``tables.tax``. ``held``: what the office
    holds in any month on offer.
    """
    tables = tables or Tables()
    filed = [True] * months if files is None else list(files)
    first = month - months + 1
    kept = _facts(buildings, tables.tax, filed, first)
    for name, values in (facts or {}).items():
        for (position, building), value in values.items():
            kept[name][position, building] = value
    attributed = ("building", "enterprise", "tax_fen", "retained_fen", "fee_fen")
    loads: dict[str, Columns] = {
        "attributions": _columns(tables.tax, attributed, ("section",) if _all_have(tables.tax, "section") else ()),
        "occupancies": _columns(
            tables.occupancies,
            (
                "building",
                "party",
                "let_dm2",
                "own_dm2",
                "dm2_days",
                "unknown_unit_days",
                "present",
                "paying",
                "newly_arrived",
            ),
            ("registered", "section"),
        ),
        "divisions": {
            "party": np.array([row["party"] for row in tables.occupancies if row.get("division")], dtype=np.int64),
            "division": objects(row["division"] for row in tables.occupancies if row.get("division")),
        },
        "registrations": _columns(tables.registrations, ("building", "years", "yes", "no", "unknown")),
        "coverage": _columns(
            tables.coverage, ("building", "party", "dm2_days", "unknown_unit_days", "covered"), ("section",)
        ),
        "taxpayers": _columns(tables.taxpayers, ("taxpayer",), ("code", "name")),
        "taxes": _columns(tables.columns, ("building", "amount_fen", "retained_fen"), ("column_key",)),
        "unattributed": _columns(
            [{"enterprise": -row["taxpayer"], **row} for row in tables.unattributed],
            ("taxpayer", "enterprise", "amount_fen", "retained_fen"),
            ("column_key", "reason"),
        ),
        "industries": _columns(
            tables.industries,
            ("building", "dm2", "dm2_days", "enterprises", "tax_fen", "retained_fen", "fee_fen"),
            ("section",),
        ),
    }
    loose = loads["unattributed"]
    year = np.flatnonzero(loose["month"].astype(np.int64) > months - 1 - 12)
    here = np.flatnonzero(loose["month"].astype(np.int64) == months - 1)
    loads["unattributed_month"] = {name: column[here] for name, column in loose.items()}
    loads["unattributed_sums"] = sums.by_taxpayer({name: column[year] for name, column in loose.items()})
    loads["estimated_sections"] = sums.estimated(loads["industries"], buildings, kept["retained_estimated"])
    covers = loads["coverage"]
    loads["open_space"] = {
        name: column[covers["unknown_unit_days"].astype(np.int64) > 0] for name, column in covers.items()
    }
    for name, recent in (("section_sums", True), ("section_sums_before", False)):
        loads[name] = sums.in_scope(loads["industries"], buildings, (months - RECENT, recent))
    if tables.files is not None:
        loads["files"] = _columns(tables.files, ("amount_fen", "retained_fen"), ("column_key",))
    return Portfolio(
        origin="demonstration",
        first=first,
        month=month,
        buildings=_frame(buildings, months),
        conditions=partial(_condition, buildings),
        zones=_zones(zones, len(buildings), nowhere),
        subdistricts=SubdistrictFrame(objects(subdistricts), objects(f"街镇{code}" for code in subdistricts)),
        files=np.array(filed, dtype=bool),
        held=frozenset(held),
        facts=kept,
        closed=False,
        parameters=parameters.values(last_day(month)),
        data_date=dt.datetime(2026, 11, 20, tzinfo=dt.UTC).isoformat(),
        load={name: partial(_same, table) for name, table in loads.items()},
    )


def _same(table: Columns) -> Columns:
    return table


def _all_have(rows: Sequence[Row], name: str) -> bool:
    return all(name in row for row in rows)
