"""What the register holds of buildings, and the facts of a row that are events rather than periods."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from buildings import words
from buildings.errors import Word
from buildings.imports.kinds import common
from buildings.imports.kinds.common import Session
from buildings.imports.plans import Ref, Subject, Values, grouped
from buildings.imports.workbook import Workbook
from buildings.kinds import RatingStatus, TypeKind
from buildings.quantities import SHANGHAI
from buildings.register import codes, lookup, ratings
from buildings.register.tables.buildings import (
    Building,
    BuildingArea,
    BuildingEvent,
    BuildingOperator,
    BuildingState,
)
from buildings.register.tables.enterprises import Enterprise
from buildings.register.tables.leases import LeaseUnit
from buildings.register.tables.ratings import Rating
from buildings.register.tables.types import BuildingType
from buildings.register.tables.units import Unit
from buildings.register.tables.zones import Subdistrict, Zone, ZoneMembership
from buildings.register.types import on_day
from buildings.schemes import course
from buildings.schemes.course import Stated

TYPES: Final = tuple(kind.value for kind in TypeKind)
SCHEME: Final = "star"
SCHEME_VERSION: Final = "register"
"""Stars as the building register states them; item scores come under a scheme of their own."""


class Recorded:
    """The register as far as buildings are concerned."""

    def __init__(self, session: Session, origin: str) -> None:
        self.buildings = {row.code: row for row in lookup.rows(session, Building)}
        self.voided = {row.code for row in lookup.rows(session, Building, voided=True)} - self.buildings.keys()
        self.areas = grouped(lookup.rows(session, BuildingArea), "building_id")
        self.states = grouped(lookup.rows(session, BuildingState), "building_id")
        self.events = grouped(lookup.rows(session, BuildingEvent), "building_id")
        self.operators = grouped(lookup.rows(session, BuildingOperator), "building_id")
        self.ratings = grouped(lookup.rows(session, Rating, scheme=SCHEME), "building_id")
        self.taken_out = ratings.taken_out(session, SCHEME)
        self.types = grouped(lookup.rows(session, BuildingType), "building_id")
        self.memberships = grouped(lookup.rows(session, ZoneMembership), "building_id")
        self.units = grouped(lookup.rows(session, Unit), "building_id")
        self.let = {row.unit_id for row in lookup.rows(session, LeaseUnit)}
        self.zones = {row.code: row.id for row in lookup.rows(session, Zone)}
        districts = lookup.rows(session, Subdistrict)
        self.subdistricts = {row.code for row in districts}
        self.subdistrict_names = {row.name: row.code for row in districts}
        self.enterprises = {row.code: row.id for row in lookup.rows(session, Enterprise, origin=origin)}


def completion(book: Workbook, subject: Subject, record: Mapping[str, Any], ref: Ref, events: list[Any]) -> None:
    """Completion between two days, and each renovation by its day."""
    earliest, latest = record["completed_earliest"], record["completed_latest"]
    sound = common.in_order(book, subject.row, ("completed_earliest", earliest), ("completed_latest", latest))
    if sound and (earliest is not None or latest is not None):
        stage = record["completed_stage"] or "done"
        values: Values = {"earliest": earliest, "latest": earliest if latest is None else latest, "stage": stage}
        _event(subject, ref, "completion", values, [row for row in events if row.kind == "completion"][-1:])
    day = record["renovated_on"]
    if day is not None:
        values = {"earliest": day, "latest": day, "stage": "done"}
        same = [row for row in events if row.kind == "renovation" and row.earliest == day]
        _event(subject, ref, "renovation", values, same)


def _event(subject: Subject, ref: Ref, kind: str, values: Values, current: list[Any]) -> None:
    fields = {name: f"completed_{name}" if kind == "completion" else "renovated_on" for name in values}
    if current:
        subject.compare(BuildingEvent, current[0], values, fields)
    else:
        first = "latest" if values["earliest"] is None else "earliest"
        subject.add(BuildingEvent, {"building_id": ref, "kind": kind} | values, fields[first], values[first])


def types(book: Workbook, subject: Subject, record: Mapping[str, Any], ref: Ref, known: list[Any]) -> None:
    """What the file says without a day, as far back as is known; an empty cell says nothing.

    Once a person decided, the file is told where it says otherwise, and nothing is written.
    """
    for kind in TYPES:
        value = record[kind]
        own = [row for row in known if row.kind == kind]
        decided = [row for row in own if row.decided_by is not None]
        if value is None:
            continue
        if decided:
            last = on_day(decided, dt.date.max)
            if last is not None and last.value != value:
                said = {
                    "since": last.valid_from,
                    "decided": words.label(kind, last.value),
                    "right": "type_decided_since",
                }
                book.log.note("type_decided_since", subject.row, book.header(kind), words.label(kind, value), **said)
        elif own:
            subject.compare(BuildingType, own[0], {"value": value}, {"value": kind})
        else:
            subject.add(BuildingType, {"building_id": ref, "kind": kind, "value": value}, kind, value)


def star(book: Workbook, subject: Subject, record: Mapping[str, Any], ref: Ref, key: int, recorded: Recorded) -> None:
    """The star of the day it was granted; another day is another rating, the former one stays.

    A star that was assessed and awarded here on that day is left as it is: its steps say more than a file, and a note
    says where they differ. A note also says that another star stands beside a new one. One without its day is the
    latest that files state. One that was taken out and is stated again, of the same day or again without one, is a new
    statement and no other star's, and a note says so.
    """
    known, granted = recorded.ratings.get(key, []), record["granted_on"]
    if not _states_one(book, subject.row, record):
        return
    assessed = [row for row in known if row.applied_on is not None and granted in {row.granted_on} - {None}]
    if assessed:
        _as_assessed(book, subject.row, record, assessed[-1])
        return
    values: Values = {"grade": record["star"], "granted_on": granted, "valid_until": record["valid_until"]}
    stated = [row for row in known if row.applied_on is None]
    gone = recorded.taken_out.get((key, granted))
    same = [row for row in stated if row.granted_on == granted]
    if granted is None and gone is None:
        same = same or stated[-1:]
    if same:
        if granted is None:
            del values["granted_on"]
        subject.compare(Rating, same[-1], values, {"grade": "star"})
        return
    scheme = {"scheme": SCHEME, "scheme_version": SCHEME_VERSION, "status": RatingStatus.GRANTED.value}
    subject.add(Rating, {"building_id": ref} | scheme | values, "star", record["star"])
    _beside(book, subject.row, granted, stated)
    if gone is not None and gone.voided_at is not None:
        on, why = gone.voided_at.astimezone(SHANGHAI).date(), gone.void_reason
        book.log.note("star_taken_out", subject.row, book.header("star"), on=on, reason=why, right="star_taken_out")


def _states_one(book: Workbook, row: int, record: Mapping[str, Any]) -> bool:
    """Whether a row states a star; what it says of one otherwise is told."""
    granted, until = record["granted_on"], record["valid_until"]
    sound = common.in_order(book, row, ("granted_on", granted), ("valid_until", until))
    if record["star"] is None:
        if granted is not None or until is not None:
            book.log.add("star_missing", row, book.header("star"), right="star")
        return False
    if granted is not None and granted > book.day:
        said = {"day": granted, "today": book.day, "right": "star_to_come"}
        book.log.add("star_to_come", row, book.header("granted_on"), granted, **said)
        return False
    return sound


def _beside(book: Workbook, row: int, granted: dt.date | None, stated: list[Any]) -> None:
    """Note the star that files state already, where it may last to the day of another."""
    lasting = [one for one in stated if granted is not None and _may_last(one, granted)]
    if lasting:
        known, day = codes.code(codes.RATING, lasting[-1].id), lasting[-1].granted_on or Word("day_not_known")
        book.log.note("star_beside", row, book.header("granted_on"), code=known, day=day, right="star_beside")


def _as_assessed(book: Workbook, row: int, record: Mapping[str, Any], awarded: Any) -> None:  # noqa: ANN401 - a row of the register
    """Note where a file says otherwise of a star than the steps by which it was awarded."""
    until = record["valid_until"]
    if record["star"] != awarded.grade or until not in {None, awarded.valid_until}:
        code = codes.code(codes.RATING, awarded.id)
        said = {"code": code, "star": awarded.grade, "until": awarded.valid_until or Word("day_not_known")}
        book.log.note("star_assessed_otherwise", row, book.header("star"), **said, right="star_assessed_otherwise")


def _may_last(star: Any, day: dt.date) -> bool:  # noqa: ANN401 - a row of the register
    """Whether a star that a file states may hold on a day, or once it is granted."""
    said = Stated(star.status, star.grade, None, star.granted_on, star.valid_until, star.revoked_on)
    now = course.stands(said, (), max(day, star.granted_on or day))
    return now is not None and now.may_hold
