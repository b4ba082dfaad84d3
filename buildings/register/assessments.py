"""评定: a building applies under a scheme version, is scored, and takes one step after another.

What a step needs and who may take it is data (``data/parameters/schemes/transitions.csv``). A step takes effect on a
day that is not before the last one's: an appeal reaches back to the revocation at the earliest.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue, NotFound, Word
from buildings.kinds import RatingStatus
from buildings.register import codes, locks, ratings, records
from buildings.register.buildings import Building
from buildings.register.tables.ratings import Rating, RatingStep
from buildings.schemes import catalogue, course
from buildings.schemes.answers import after_months
from buildings.schemes.course import Standing, Transition
from buildings.schemes.scheme import Scheme


@dataclass(frozen=True)
class Wanted:
    """A step that somebody asks for."""

    status: RatingStatus
    on: dt.date
    grade: str | None = None
    note: str | None = None


def apply(changes: Changes, building: Building, scheme: Scheme, on: dt.date, assessor: str | None = None) -> Rating:
    """A building applies; the version of the scheme is fixed from here on.

    Raises
    ------
    InvalidValue, Conflict
        The version is not in force on the day; an assessment under the family is still under way; an award by the same
        version stands, which a re-review renews. Beside one by another version, or stated by a file, it is a new one.
    """
    locks.settle(changes, buildings=[building.key])  # two who apply at once must meet
    records.fresh(building, None)
    if not scheme.holds_on(on):
        raise InvalidValue(
            "scheme_not_in_force", code=f"{scheme.scheme}@{scheme.version}", day=on, first=scheme.valid_from
        )
    for other in ratings.of_building(changes.session, building.key):
        if other.scheme == scheme.scheme and other.applied_on is not None:
            _ended(changes.session, other, scheme, on)
    values: dict[str, Any] = {"building_id": building.key, "scheme": scheme.scheme, "scheme_version": scheme.version}
    values |= {"status": RatingStatus.APPLIED, "applied_on": on, "assessor": assessor, "body": scheme.body.zh}
    row = records.create(changes, Rating, values)
    _take(changes, row, Wanted(RatingStatus.APPLIED, on), None)
    return row


def _ended(session: Session, other: Rating, scheme: Scheme, on: dt.date) -> None:
    """Refuse an application beside an assessment under way, or beside an award that a re-review renews or raises.

    The award is one that stood on the day, or on any day since: a day in the past is not before what was awarded after.
    """
    _decided(session, other)
    if other.scheme_version == scheme.version:
        found = _held_between(session, other, on, None)
        if found is not None:
            raise Conflict("award_stands", code=code_of(other), day=found.valid_until)


def _decided(session: Session, other: Rating) -> None:
    """Refuse what has no place beside an assessment under way, or a re-review."""
    if other.status in course.OPEN:
        kind = "rereview" if awarded(session, other) else "assessment"  # to void a re-review takes out its award
        raise Conflict(f"{kind}_under_way", code=code_of(other), stage=Word(f"rating_{other.status}"))


def _held_between(session: Session, row: Rating, first: dt.date, last: dt.date | None) -> Standing | None:
    """Where an assessment stands after its last step, if it held on a day between two (None: whenever)."""
    taken = [one.effective_on for one in ratings.steps(session, row)]
    days = {first, *(day for day in taken if day > first and (last is None or day <= last))}  # it begins by a step
    found = (ratings.standing_on(session, row, day) for day in days)
    held = any(now is not None and now.holds for now in found)
    return ratings.standing_on(session, row, max(first, *taken)) if held else None


def _alone(changes: Changes, row: Rating, wanted: Wanted, last: RatingStep) -> None:
    """Refuse a star beside another by the same version, and a re-review beside another assessment of the family.

    An award has its place before an application that came after its last day.
    """
    rereview = wanted.status is RatingStatus.REREVIEW
    until = None if rereview else _award(changes, row, wanted, last)[1]
    for other in ratings.of_building(changes.session, row.building_id):
        if other.key == row.key or other.scheme != row.scheme or other.applied_on is None:
            continue
        same = other.scheme_version == row.scheme_version
        found = _held_between(changes.session, other, wanted.on, until) if same else None
        if found is not None:
            raise Conflict("award_beside", code=code_of(other), day=found.valid_until, pointer="/effective_on")
        if rereview or (same and until is not None and other.applied_on <= until):
            _decided(changes.session, other)


def permission(session: Session, row: Rating, after: RatingStatus) -> str:
    """What a step to a status asks of who takes it; Conflict when there is no such step from here."""
    taken = ratings.steps(session, row)
    if not taken:
        raise Conflict("rating_stated", code=code_of(row))
    return course.transition(RatingStatus(taken[-1].status), after).permission


def transition(changes: Changes, row: Rating, wanted: Wanted) -> Transition:
    """The transition that a step would be, after all it needs was looked at.

    Raises
    ------
    Conflict, InvalidValue
        There is no such step from here; a grade or a note is missing, the grade is none of the scheme's, the day lies
        before the last step's, the award has lapsed, or another of the building stands in the way.
    """
    taken = ratings.steps(changes.session, row)
    if not taken:
        raise Conflict("rating_stated", code=code_of(row))
    last = taken[-1]
    found = course.transition(RatingStatus(last.status), wanted.status)
    if wanted.on < last.effective_on:
        raise InvalidValue("step_before_last", first=last.effective_on, pointer="/effective_on")
    if "note" in found.needs and not (wanted.note or "").strip():
        raise InvalidValue("step_needs_note", pointer="/note")
    scheme = scheme_of(row)
    grades = tuple(one.slug for one in scheme.levels)
    if "grade" in found.needs and wanted.grade not in grades:
        raise InvalidValue("step_needs_grade", value=wanted.grade, known=grades, pointer="/grade")
    if "grade" not in found.needs and wanted.grade is not None:
        raise InvalidValue("step_takes_no_grade", pointer="/grade")
    now = ratings.standing_on(changes.session, row, wanted.on)
    if now is not None and now.status is RatingStatus.LAPSED and wanted.status is RatingStatus.REREVIEW:
        raise Conflict("rating_lapsed_already", day=now.valid_until)
    if wanted.status in {RatingStatus.REREVIEW, RatingStatus.GRANTED}:
        _alone(changes, row, wanted, last)
    return found


def step(changes: Changes, row: Rating, wanted: Wanted) -> RatingStep:
    """Take a step that ``transition`` let through; an award has the grade that was noticed, and the scheme's term."""
    taken = ratings.steps(changes.session, row)
    return _take(changes, row, wanted, taken[-1])


def open_for_findings(session: Session, row: Rating, day: dt.date) -> None:
    """Refuse findings that would change what the public was told, or what an award stands on.

    Raises
    ------
    Conflict, InvalidValue
        The star is under public notice: back to review first; the day is not after the last award's.
    """
    taken = ratings.steps(session, row)
    if taken and taken[-1].status == RatingStatus.NOTICE:
        raise Conflict("rating_noticed", code=code_of(row))
    awards = [one.effective_on for one in taken if one.status == RatingStatus.GRANTED]
    if awards and day <= awards[-1]:
        raise InvalidValue("finding_before_award", day=day, first=awards[-1] + course.DAY, pointer="/assessed_on")


def void(changes: Changes, row: Rating, reason: str) -> None:
    """Take out an assessment that was withdrawn, declined or recorded by mistake, with all that belongs to it.

    With an award that was a mistake goes what followed it, re-reviews, revocations and appeals: on no day was it a
    star. One that was right and is lost is revoked instead. What a file stated goes with its points.
    """
    taken = ratings.steps(changes.session, row)
    records.void_all(changes, [row, *taken, *ratings.findings(changes.session, row)], reason)


def beside(session: Session, row: Rating, day: dt.date) -> list[str]:
    """Codes of the building's other ratings of the family that hold on a day, or may."""
    others = [one for one in ratings.of_building(session, row.building_id) if one.scheme == row.scheme]
    found = ((one, ratings.standing_on(session, one, day)) for one in others if one.key != row.key)
    return [code_of(one) for one, now in found if now is not None and now.may_hold]


def awarded(session: Session, row: Rating) -> bool:
    """Whether a star was ever granted by it, or a file states that it was."""
    if row.applied_on is None:
        return row.granted_on is not None or row.status not in course.BEFORE_AWARD
    return any(one.status == RatingStatus.GRANTED for one in ratings.steps(session, row))


def _take(changes: Changes, row: Rating, wanted: Wanted, last: RatingStep | None) -> RatingStep:
    grade, until = wanted.grade, None
    if wanted.status is RatingStatus.GRANTED and last is not None:
        grade, until = _award(changes, row, wanted, last)
    values: dict[str, Any] = {"rating_id": row.key, "status": wanted.status, "effective_on": wanted.on}
    values |= {"grade": grade, "valid_until": until, "note": wanted.note, "taken_by": changes.actor}
    done = records.create(changes, RatingStep, values)
    if last is not None:
        records.update(changes, row, _now(done))
    return done


def _award(changes: Changes, row: Rating, wanted: Wanted, last: RatingStep) -> tuple[str | None, dt.date]:
    """Grade and last day of an award: as noticed, or as it was before a revocation that an appeal takes back."""
    if last.status == RatingStatus.REVOKED:
        taken = ratings.steps(changes.session, row)
        before = [one for one in taken if one.status == RatingStatus.GRANTED][-1]
        if before.valid_until is not None and before.valid_until >= wanted.on:
            return before.grade, before.valid_until
        if taken[-2].status != RatingStatus.REREVIEW:
            raise Conflict("rating_lapsed_already", day=before.valid_until)
        return before.grade, _term(row, wanted.on)  # the appeal decides the re-review
    return last.grade, _term(row, wanted.on)


def _term(row: Rating, on: dt.date) -> dt.date:
    """Last day of an award from a day on, by the scheme."""
    return after_months(on, scheme_of(row).validity_months) - course.DAY


def _now(done: RatingStep) -> dict[str, Any]:
    """What the row itself says after a step."""
    values: dict[str, Any] = {"status": done.status}
    if done.status == RatingStatus.GRANTED:
        values |= {"grade": done.grade, "granted_on": done.effective_on, "valid_until": done.valid_until}
        values["revoked_on"] = None
    elif done.status == RatingStatus.REVOKED:
        values["revoked_on"] = done.effective_on
    return values


def scheme_of(row: Rating) -> Scheme:
    """The version a rating stands under; Conflict where a file stated it under none that is known here."""
    if row.applied_on is None and catalogue.known(row.scheme, row.scheme_version) is None:
        raise Conflict("rating_unassessed", code=code_of(row))
    return catalogue.find(row.scheme, row.scheme_version)


def code_of(row: Rating) -> str:
    """Public code of a rating."""
    return codes.code(codes.RATING, row.key)


def by_code(session: Session, code: str, origin: str) -> Rating:
    """The standing rating of a code; NotFound."""
    row = session.get(Rating, codes.key(codes.RATING, code))
    if row is None or row.voided_at is not None or row.origin != origin:
        raise NotFound(code=code)
    return row
