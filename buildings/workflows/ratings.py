"""Assessments carried out: apply, score, answer, fill from a month's figures, take a step; audited, in one's scope."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from buildings.access import clock
from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.database import work
from buildings.database.work import Changes
from buildings.errors import Forbidden, InvalidValue, NotFound, StaleVersion
from buildings.facts import refresh
from buildings.kinds import Answer, Origin, RatingStatus
from buildings.operations import evidence
from buildings.quantities import format_month
from buildings.register import assessments, buildings, codes, locks, rating_facts, ratings, records
from buildings.register.assessments import Wanted
from buildings.register.tables.ratings import Rating
from buildings.schemes import catalogue, scoring
from buildings.schemes.scheme import Scheme
from buildings.workflows import rating_scope
from buildings.workflows.opening import Prepared

APPLY, SCORE, FILL, STEP = "apply_rating", "score_rating", "fill_rating", "step_rating"  # as the audit calls them
VOID = "void_rating"


@dataclass(frozen=True)
class Application:
    """What is applied for: the version in force on the day unless one is named."""

    building: str
    scheme: str
    version: str | None = None
    applied_on: dt.date | None = None
    assessor: str | None = None


@dataclass(frozen=True)
class Found:
    """Points of an item or an answer, with what it leans on; neither: it was looked at and cannot be told."""

    slug: str
    points: int | None = None
    answer: Answer | None = None
    evidence: str | None = None
    link: str | None = None
    file: str | None = None


def apply(changes: Changes, who: Principal, asked: Application) -> Rating:
    """A building applies under a scheme.

    Raises
    ------
    NotFound, InvalidValue, Conflict
        The building is out of reach or the scheme unknown; the day lies ahead; an assessment is under way.
    """
    origin = str(changes.origin)
    home = rating_scope.building(changes.session, who, asked.building, origin, Permission.RECORD_RATINGS)
    day = not_ahead(asked.applied_on, "/applied_on")
    scheme = _scheme(asked, day)
    return assessments.apply(changes, home, scheme, day, asked.assessor)


def _scheme(asked: Application, day: dt.date) -> Scheme:
    if asked.version is not None:
        return catalogue.find(asked.scheme, asked.version)
    found = catalogue.current(asked.scheme, day)
    if found is None:
        raise NotFound("no_such_scheme", code=asked.scheme)
    return found


def score(changes: Changes, who: Principal, code: str, findings: Sequence[Found], on: dt.date | None) -> Rating:
    """Record what an assessor found, all of it or nothing.

    Raises
    ------
    InvalidValue
        Names the finding: no such item or question, points out of range, an item that is filled from figures.
    """
    origin = str(changes.origin)
    seen = rating_scope.rated(changes.session, who, code, origin)
    rating_scope.require(who, Permission.RECORD_RATINGS, seen.building)
    _hold(changes, seen.row)
    scheme, day = assessments.scheme_of(seen.row), not_ahead(on, "/assessed_on")
    assessments.open_for_findings(changes.session, seen.row, day)
    if seen.row.applied_on is not None and day < seen.row.applied_on:
        raise InvalidValue("finding_before_application", day=day, first=seen.row.applied_on, pointer="/assessed_on")
    twice = [one.slug for one in findings]
    if len(set(twice)) < len(twice):
        raise InvalidValue("finding_twice", pointer="/findings")
    for place, one in enumerate(findings):
        pointer = f"/findings/{place}"
        try:
            scoring.check_finding(scheme, one.slug, one.points, one.answer)
        except InvalidValue as error:
            error.details["pointer"] = pointer
            raise
        common: dict[str, Any] = {"link": one.link, "assessed_on": day, "assessed_by": who.actor}
        common["file_id"] = _file(changes, seen.row, one.file, origin, pointer)
        if one.slug in scheme.asked:
            said = one.answer or Answer.UNKNOWN
            ratings.answer(changes, seen.row, one.slug, said.value, one.evidence, common)
        else:
            ratings.score(changes, seen.row, one.slug, one.points, one.evidence, found=common)
    return seen.row


def _file(changes: Changes, row: Rating, code: str | None, origin: str, pointer: str) -> int | None:
    """The file that a finding leans on: one about the same building that does not show tax."""
    if code is None:
        return None
    found = evidence.by_key(changes.session, codes.key(codes.EVIDENCE, code), origin)
    if found.building_id != row.building_id or found.of_tax:
        raise NotFound(code=code, pointer=f"{pointer}/file")
    return found.key


def fill(changes: Changes, who: Principal, code: str, month: int, points: Mapping[str, int | None]) -> Rating:
    """Record points that ``measured`` gave, under the name of the month."""
    seen = rating_scope.rated(changes.session, who, code, str(changes.origin))
    rating_scope.require(who, Permission.JUDGE_RATINGS, seen.building)
    _hold(changes, seen.row)
    assessments.open_for_findings(changes.session, seen.row, clock.today())
    common = {"assessed_on": clock.today(), "assessed_by": who.actor}
    for item, given in points.items():
        ratings.score(changes, seen.row, item, given, format_month(month), found=common)
    records.update(changes, seen.row, {"filled_month": month})
    return seen.row


def step(changes: Changes, who: Principal, code: str, wanted: Wanted, version: int) -> Rating:
    """Take a step that the table of transitions lets this person take.

    Raises
    ------
    Forbidden, StaleVersion, Conflict, InvalidValue
        Another role takes it; it moved on; there is no such step; something it needs is missing, or the grade is
        beyond what the points allow.
    """
    seen = rating_scope.rated(changes.session, who, code, str(changes.origin))
    _hold(changes, seen.row, version)
    not_ahead(wanted.on, "/effective_on")
    rating_scope.require(who, assessments.permission(changes.session, seen.row, wanted.status), seen.building)
    asked = assessments.transition(changes, seen.row, wanted)
    if wanted.status is RatingStatus.NOTICE:
        _possible(changes, seen.row, wanted)
    elif asked.before is RatingStatus.NOTICE and wanted.status is RatingStatus.GRANTED:
        _another(changes, who, seen.row)
    assessments.step(changes, seen.row, wanted)
    return seen.row


def void(changes: Changes, who: Principal, code: str, reason: str, version: int) -> None:
    """Take out a rating; one with an award, by steps or by a file, by who may grant it. StaleVersion if it moved on."""
    seen = rating_scope.rated(changes.session, who, code, str(changes.origin))
    was_star = assessments.awarded(changes.session, seen.row)
    rating_scope.require(who, Permission.AWARD_RATINGS if was_star else Permission.RECORD_RATINGS, seen.building)
    _hold(changes, seen.row, version)
    assessments.void(changes, seen.row, reason)


def void_by_command(prepared: Prepared, code: str, reason: str, *, actor: str) -> bool:
    """The same for who has the machine, without an account; whether a file stated it."""
    if not reason.strip():
        raise InvalidValue("reason_missing")

    def do(changes: Changes) -> bool:
        row = _typed(changes, code, prepared.origin)
        _hold(changes, row)
        assessments.void(changes, row, reason.strip())
        return row.applied_on is None

    origin, details = Origin(prepared.origin), {"code": code}
    return work.run(
        prepared.engine, do, actor=actor, action=VOID, origin=origin, refresh=refresh.refresh, details=details
    )


def _typed(changes: Changes, code: str, origin: str) -> Rating:
    """The rating of a code; for a building's code NotFound names its ratings."""
    try:
        return assessments.by_code(changes.session, code, origin)
    except NotFound:
        home = buildings.by_code(changes.session, code)
        if home.origin == origin:
            rating_scope.named(changes.session, home)
        raise


def _hold(changes: Changes, row: Rating, version: int | None = None) -> None:
    """Keep others from it until this change is done; StaleVersion when it, its steps or findings moved on."""
    locks.settle(changes, buildings=[row.building_id])
    records.fresh(row, None)
    now = rating_facts.version(changes.session, row)
    if version is not None and version != now:
        raise StaleVersion(version=now)


def _possible(changes: Changes, row: Rating, wanted: Wanted) -> None:
    """The grade that is noticed stands on points and answers of its day, which do not rule it out.

    Where they do not make it sure either, since something is not known, or lean on no evidence, a note says what it
    stands on.
    """
    scheme, said = assessments.scheme_of(row), ratings.findings(changes.session, row)
    last = max((one.assessed_on for one in said if one.assessed_on is not None), default=wanted.on)
    if last > wanted.on:
        raise InvalidValue("notice_before_findings", day=wanted.on, last=last, pointer="/effective_on")
    rank = scheme.rank(wanted.grade)
    found = scoring.outcome(scheme, rating_facts.marks(changes.session, row, scheme, wanted.on))
    if rank > found.most:
        raise InvalidValue("grade_beyond_points", value=wanted.grade, pointer="/grade")
    if rank > found.least and not wanted.note:
        raise InvalidValue("grade_not_sure", value=wanted.grade, pointer="/note")
    bare = rating_facts.unevidenced(changes.session, row, wanted.on)
    if bare and not wanted.note:
        raise InvalidValue("points_unevidenced", count=len(bare), named=", ".join(bare), pointer="/note")


def _another(changes: Changes, who: Principal, row: Rating) -> None:
    """Forbidden to who named the star of the notice, whatever other roles the account has."""
    noticed = ratings.steps(changes.session, row)[-1].taken_by
    if noticed.partition(":")[2].partition("/")[0] == who.username:
        raise Forbidden("award_by_another")


def not_ahead(day: dt.date | None, pointer: str) -> dt.date:
    """The day, today unless said; InvalidValue for one that lies ahead."""
    today = clock.today()
    if day is not None and day > today:
        raise InvalidValue("day_ahead", day=day, last=today, pointer=pointer)
    return day or today
