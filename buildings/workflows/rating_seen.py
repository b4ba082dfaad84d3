"""Ratings as somebody sees them: stars are public, assessments are staff's, points that derive from tax are hidden.

A category with one item that derives from tax is hidden whole, and with it every total, range and what would be enough.
Once a star is told, the points beside it bound those: where a building's tax is hidden, they are hidden with it.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from buildings.access import clock
from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes, Session
from buildings.errors import InvalidValue, NotFound
from buildings.kinds import RatingStatus
from buildings.operations.evidence import EvidenceFile
from buildings.quantities import format_month
from buildings.register import assessments, buildings, codes, rating_facts, ratings
from buildings.register.tables.ratings import Rating, RatingAnswer, RatingScore, RatingStep
from buildings.schemes import catalogue, scoring, way_up
from buildings.schemes.course import Standing
from buildings.schemes.scheme import Scheme
from buildings.schemes.scoring import Span
from buildings.workflows import guards, rating_scope
from buildings.workflows.rating_lists import days_to
from buildings.workflows.rating_scope import Rated

Json = dict[str, Any]
TOLD: Final = {RatingStatus.NOTICE.value, RatingStatus.GRANTED.value}
"""Statuses by which anybody learns of a star."""
HIDDEN: Final[Mapping[str, Any]] = {"low": None, "high": None, "suppressed": True}


def of_building(
    engine: Engine, who: Principal, code: str, origin: str, asked: tuple[dt.date, dt.datetime | None]
) -> Json:
    """Ratings of a building as they stand on a day; what is not public yet for staff who reach it.

    As recorded at an instant for them alone: a mistake that was taken out is no star to the public.
    """
    day, known_at = asked
    with work.reading(engine) as session:
        home = buildings.by_code(session, code)
        if home.origin != origin:
            raise NotFound(code=code)
        staff = rating_scope.reaches(who, Permission.SEE_RATINGS, home)
        found = [
            _header(row, home.code, now, day)
            for row, now in ratings.of_building_on(session, home.key, day, known_at)
            if now is not None and (staff or (known_at is None and rating_scope.public(now)))
        ]
    known = None if known_at is None else known_at.isoformat()
    return {"building": code, "as_of": day.isoformat(), "known_at": known, "items": found}


def one(engine: Engine, who: Principal, code: str, origin: str, day: dt.date) -> Json:
    """One rating with its steps and findings on a day; a look at points that derive from tax is logged before."""
    shown = rating_scope.looks(who)
    with work.reading(engine) as session:
        rating_scope.rated(session, who, code, origin)
    if shown:
        rating_scope.note_look(engine, who, f"ratings {code}")
    with work.reading(engine) as session:
        rated = rating_scope.rated(session, who, code, origin)
        return whole(session, rated, day, _open(session, rated, shown, engine))


def after(changes: Changes, who: Principal, row: Rating) -> Json:
    """A rating that was just changed, as it stands today; tax is hidden, whoever asks: looks are logged by reading."""
    seen = rating_scope.rated(changes.session, who, assessments.code_of(row), str(changes.origin))
    return whole(changes.session, seen, clock.today(), _open(changes.session, seen, shown=False))


def _open(session: Session, rated: Rated, shown: bool, engine: Engine | None = None) -> frozenset[str]:
    """Categories whose points may be shown; without an engine nobody asks the gate, and it is taken to hide."""
    row, scheme = rated.row, catalogue.known(rated.row.scheme, rated.row.scheme_version)
    every = frozenset() if scheme is None else frozenset(one.slug for one in scheme.categories)
    if shown or scheme is None or not scheme.of_tax:
        return every
    told = TOLD & {one.status for one in ratings.steps(session, row)} or row.applied_on is None
    if told and (engine is None or guards.hides(engine, session, row.origin, rated.building.code)):
        return frozenset()
    return every - scheme.of_tax


def whole(session: Session, rated: Rated, day: dt.date, seen: frozenset[str] = frozenset()) -> Json:
    """A rating with all that belongs to it; ``seen``: categories whose points are shown."""
    row = rated.row
    now = ratings.standing_on(session, row, day)
    scheme = catalogue.known(row.scheme, row.scheme_version)
    found = _header(row, rated.building.code, now, day)
    found |= {
        "version": rating_facts.version(session, row),
        "as_of": day.isoformat(),
        "beside": assessments.beside(session, row, day),
        "assessor": row.assessor,
        "applied_on": _said(row.applied_on),
        "filled_month": None if row.filled_month is None else format_month(row.filled_month),
        "steps": [_step(one) for one in ratings.steps(session, row) if one.effective_on <= day],
        "points": None,
    }
    if scheme is not None and (row.applied_on is not None or ratings.findings(session, row)):
        found["points"] = _points(session, row, scheme, day, seen)
    return found


def _header(row: Rating, building: str, now: Standing | None, day: dt.date) -> Json:
    scheme = catalogue.known(row.scheme, row.scheme_version)
    notice = None if scheme is None else scheme.notice
    left, over = (None, None) if now is None else days_to(now, day)
    return {
        "code": assessments.code_of(row),
        "building": building,
        "scheme": row.scheme,
        "scheme_version": row.scheme_version,
        "scheme_status": None if scheme is None else scheme.status.value,
        "scheme_notice": None if notice is None else notice.model_dump(),
        "body": row.body,
        "status": None if now is None else now.status.value,
        "grade": None if now is None else now.grade,
        "awarded_on": None if now is None else _said(now.awarded_on),
        "valid_until": None if now is None else _said(now.valid_until),
        "holds": now is not None and now.holds,
        "undated": now is not None and now.undated,
        "days_left": left,
        "days_over": over,
    }


def _step(one: RatingStep) -> Json:
    return {
        "status": one.status,
        "effective_on": one.effective_on.isoformat(),
        "grade": one.grade,
        "valid_until": _said(one.valid_until),
        "note": one.note,
        "taken_by": one.taken_by,
        "recorded_at": one.recorded_at.isoformat(),
    }


def _points(session: Session, row: Rating, scheme: Scheme, day: dt.date, seen: frozenset[str]) -> Json:
    marks = rating_facts.marks(session, row, scheme, day)
    found = scoring.outcome(scheme, marks)
    scores, said = ratings.scores(session, row, day), ratings.answers(session, row, day)
    open_ = all(one.slug in seen for one in scheme.categories)
    return {
        "total": _span(found.total, open_),
        "least": scheme.level(found.least) if open_ else None,
        "most": scheme.level(found.most) if open_ else None,
        "suppressed": not open_,
        "unevidenced": [
            item
            for item in rating_facts.unevidenced(session, row, day)
            if item in scheme.by_slug and scheme.by_slug[item].category in seen
        ],
        "categories": [
            {"slug": one.slug, "of": one.points, "minimum": one.minimum}
            | _span(found.categories[one.slug], one.slug in seen)
            for one in scheme.categories
        ],
        "items": [
            {"slug": one.slug, "category": one.category, "of": one.points}
            | _score(session, scores.get(one.slug), one.category in seen)
            for one in scheme.items
        ],
        "answers": [
            {"slug": one.slug, "answer": marks.answer(one.slug).value} | _finding(session, said.get(one.slug))
            for one in (*scheme.vetoes, *scheme.preconditions)
        ],
    }


def _span(one: Span, shown: bool) -> Json:
    return {"low": one.low, "high": one.high, "suppressed": False} if shown else dict(HIDDEN)


def _score(session: Session, one: RatingScore | None, shown: bool) -> Json:
    if not shown:
        return {"points": None, "suppressed": True} | _finding(session, None)
    return {"points": None if one is None else one.points, "suppressed": False} | _finding(session, one)


def _finding(session: Session, one: RatingScore | RatingAnswer | None) -> Json:
    file = None if one is None or one.file_id is None else session.get_one(EvidenceFile, one.file_id)
    return {
        "evidence": None if one is None else one.evidence,
        "link": None if one is None else one.link,
        "file": None if file is None else codes.code(codes.EVIDENCE, file.key),
        "assessed_on": None if one is None else _said(one.assessed_on),
        "assessed_by": None if one is None else one.assessed_by,
        "evidenced": None if one is None else rating_facts.leans(one),
    }


def what_if(engine: Engine, who: Principal, code: str, origin: str, asked: tuple[str, dt.date]) -> Json:
    """What is missing for a grade, as at a day; below a tax officer without what derives from tax."""
    grade, day = asked
    shown = rating_scope.looks(who)
    with work.reading(engine) as session:
        rated = rating_scope.rated(session, who, code, origin)
        row, seen = rated.row, _open(session, rated, shown, engine)
        scheme = assessments.scheme_of(row)
        grades = tuple(one.slug for one in scheme.levels)
        if grade not in grades:
            raise InvalidValue("not_one_of", field="grade", expected=grades)
        found = way_up.way_up(scheme, rating_facts.marks(session, row, scheme, day), grade)
    open_ = all(one.slug in seen for one in scheme.categories)
    if shown:
        rating_scope.note_look(engine, who, f"ratings {code} what-if")
    return {
        "code": code,
        "scheme": scheme.scheme,
        "scheme_version": scheme.version,
        "grade": grade,
        "as_of": day.isoformat(),
        "scheme_notice": None if scheme.notice is None else scheme.notice.model_dump(),
        "suppressed": not open_,
        "reached": found.reached if open_ else None,
        "lacking": found.lacking if open_ else None,
        "enough": list(found.enough) if open_ and found.enough is not None else None,
        "obstacles": list(found.obstacles),
        "open": list(found.open_),
        "items": [_raise(one, scheme) for one in found.raises if one.category in seen],
    }


def _raise(one: way_up.Raise, scheme: Scheme) -> Json:
    return {
        "slug": one.item,
        "category": one.category,
        "title": scheme.by_slug[one.item].title.model_dump(),
        "gain": one.gain,
        "effort": float(one.effort),
        "per_effort": round(float(one.per_effort), 2),
        "missing": one.missing,
    }


def _said(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
