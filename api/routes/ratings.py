"""Ratings of buildings: apply, score, fill, take a step; what is due, and what is missing for a star."""

import datetime as dt
from typing import Annotated, Any

from fastapi import Depends, Query, Response

from api.auth import WhoNow
from api.deeds import Write, WriteNow, done, etag
from api.house import HouseNow
from api.models.answers import answers
from api.models.ratings import (
    AssessorFindings,
    DueRatings,
    FillFrom,
    NewRating,
    NewStep,
    RatingAnswer,
    RatingList,
    WhatIfAnswer,
)
from api.models.tenancy import Voided
from api.permissions import requires
from api.routers import Router
from api.tenancy import Code
from buildings.access import clock
from buildings.access.roles import Permission
from buildings.database.changes import Changes
from buildings.kinds import RatingStatus
from buildings.quantities import parse_month
from buildings.register.assessments import Wanted
from buildings.register.ratings import Rating
from buildings.register.views import values
from buildings.workflows import rating_figures, rating_lists, rating_seen, ratings
from buildings.workflows.deeds import Done
from buildings.workflows.lease_shapes import Reasoned
from buildings.workflows.ratings import Application, Found

BASE = "/api/v1/ratings"
router = Router(tags=["ratings"])
SEES = [Depends(requires(Permission.SEE_RATINGS))]
RECORDS = [Depends(requires(Permission.RECORD_RATINGS))]


def day_of_request(
    day: Annotated[str | None, Query(max_length=20, description="YYYY-MM-DD; today unless said")] = None,
) -> dt.date:
    """The day something is asked as at; InvalidValue for another form."""
    return clock.today() if day is None else values.day("day", day)


DayNow = Annotated[dt.date, Depends(day_of_request)]


@router.get(
    "/api/v1/buildings/{code}/ratings", dependencies=[Depends(requires(Permission.SEE_FIGURES))], **answers(RatingList)
)
def list_building_ratings(
    house: HouseNow,
    who: WhoNow,
    code: Code,
    day: DayNow,
    known_at: Annotated[
        str | None, Query(max_length=40, description="day or instant: as recorded then, for staff; now unless said")
    ] = None,
) -> dict[str, Any]:
    """Ratings of a building as at a day, as recorded at an instant; what is not public yet for staff."""
    known = None if known_at is None else values.instant("known_at", known_at, end=True)
    return rating_seen.of_building(house.engine, who, code, house.origin, (day, known))


@router.get(f"{BASE}:due", dependencies=SEES, **answers(DueRatings))
def list_due_ratings(house: HouseNow, who: WhoNow, day: DayNow) -> dict[str, Any]:
    """Ratings to be reviewed again within the lead time, the soonest first."""
    found = rating_lists.rereviews(house.engine, who, house.origin, day)
    return {"as_of": day.isoformat(), "items": [_due(one) for one in found]}


def _due(one: rating_lists.Row) -> dict[str, Any]:
    until = one.standing.valid_until
    return {
        **{name: getattr(one, name) for name in ("code", "building", "name", "scheme", "scheme_version")},
        **{name: getattr(one, name) for name in ("days_left", "days_over")},
        "status": one.standing.status.value,
        "grade": one.standing.grade,
        "valid_until": None if until is None else until.isoformat(),
    }


@router.get(f"{BASE}/{{code}}", dependencies=SEES, **answers(RatingAnswer))
def read_rating(house: HouseNow, who: WhoNow, code: Code, day: DayNow, response: Response) -> dict[str, Any]:
    """One rating with its steps, points and evidence; its ETag is what a step is taken upon."""
    found = rating_seen.one(house.engine, who, code, house.origin, day)
    response.headers["etag"] = etag(int(found["version"]))
    return found


@router.get(f"{BASE}/{{code}}/what-if", dependencies=SEES, **answers(WhatIfAnswer))
def read_rating_what_if(
    house: HouseNow,
    who: WhoNow,
    code: Code,
    day: DayNow,
    grade: Annotated[str, Query(min_length=1, max_length=40, description="star or grade that is aimed at")],
) -> dict[str, Any]:
    """What is missing for a star: items by points per effort, what would be enough, what stands in the way."""
    return rating_seen.what_if(house.engine, who, code, house.origin, (grade, day))


@router.post(BASE, status_code=201, dependencies=RECORDS, **answers(RatingAnswer, status=201))
def create_rating(write: WriteNow, asked: NewRating) -> Response:
    """A building applies under a scheme; its version is fixed from here on."""
    wanted = Application(asked.building, asked.scheme, asked.version, asked.applied_on, asked.assessor)

    def apply(changes: Changes) -> Done:
        return _seen(write, changes, ratings.apply(changes, write.deed.who, wanted), created=True)

    return write(apply, ratings.APPLY)


@router.post(f"{BASE}/{{code}}/findings", dependencies=RECORDS, **answers(RatingAnswer))
def score_rating(write: WriteNow, code: Code, asked: AssessorFindings) -> Response:
    """Points, answers and evidence of an assessor, all or nothing."""
    found = [Found(**one.model_dump()) for one in asked.findings]

    def score(changes: Changes) -> Done:
        return _seen(write, changes, ratings.score(changes, write.deed.who, code, found, asked.assessed_on))

    return write(score, ratings.SCORE)


@router.post(
    f"{BASE}/{{code}}/fill", dependencies=[Depends(requires(Permission.JUDGE_RATINGS))], **answers(RatingAnswer)
)
def fill_rating(write: WriteNow, code: Code, asked: FillFrom) -> Response:
    """Fill economic items from the figures of a month; a look at tax, so with a purpose."""
    who, month = write.deed.who, parse_month(asked.month)
    points = rating_figures.measured(write.deed.engine, who, code, month, write.deed.origin)
    return write(lambda changes: _seen(write, changes, ratings.fill(changes, who, code, month, points)), ratings.FILL)


@router.post(f"{BASE}/{{code}}/steps", dependencies=SEES, **answers(RatingAnswer))
def take_rating_step(write: WriteNow, code: Code, asked: NewStep) -> Response:
    """Take a step, if there is one from here and it is yours to take."""
    on = asked.effective_on or clock.today()
    wanted = Wanted(RatingStatus(asked.status), on, asked.grade, asked.note)

    def step(changes: Changes) -> Done:
        return _seen(write, changes, ratings.step(changes, write.deed.who, code, wanted, write.upon))

    return write(step, ratings.STEP)


@router.post(f"{BASE}/{{code}}/void", dependencies=SEES, **answers(Voided))
def void_rating(write: WriteNow, code: Code, asked: Reasoned) -> Response:
    """Take out an assessment that was withdrawn, declined or recorded by mistake, with its award by who may grant it.

    So is a star that a file stated by mistake; if a file states it again, it is a new one. A star that was rightly
    granted is revoked instead: then it was one until that day.
    """

    def void(changes: Changes) -> Done:
        ratings.void(changes, write.deed.who, code, asked.reason, write.upon)
        return done({"code": code, "voided": True})

    return write(void, ratings.VOID)


def _seen(write: Write, changes: Changes, row: Rating, *, created: bool = False) -> Done:
    """The rating as anybody below a tax officer sees it; whoever sees more reads it, and the look is logged."""
    content = rating_seen.after(changes, write.deed.who, row)
    location = f"{BASE}/{content['code']}" if created else None
    return done(content, status=201 if created else 200, version=int(content["version"]), location=location)
