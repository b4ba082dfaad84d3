"""Targets, projects and ratings in the report: as at the month's end, and for nobody who may not see them."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from buildings.audience import PUBLIC, Audience, Role, audience
from buildings.database import work
from buildings.database.work import Changes
from buildings.disclosure.figures import Figures, State
from buildings.disclosure.sheets import SHAPES
from buildings.facts.refresh import refresh
from buildings.kinds import Origin, RatingStatus
from buildings.quantities import last_day
from buildings.register import assessments, buildings, photos, projects, ratings
from buildings.register.assessments import Wanted
from buildings.reports import monthly
from buildings.schemes import catalogue
from buildings.stages import Step
from buildings.workflows import figures, plan_targets, programme
from buildings.workflows.plan_targets import Progress, Reading
from tests.workflows.test_plan_targets import LAST, STREET, facts, stock, taxes

PROMOTER = audience(Role.PROMOTER)
STAR = {"grade": "3", "granted_on": dt.date(2023, 1, 15), "valid_until": dt.date(2025, 12, 30)}


def more(changes: Changes) -> None:
    """A star that ends the day before the month does, one about to end, and a project that begins later."""
    for code, until in (("GL-0005", dt.date(2025, 12, 30)), ("GL-0006", dt.date(2026, 1, 31))):
        home = buildings.by_code(changes.session, code)
        ratings.record(changes, home.key, "star", "1", {**STAR, "valid_until": until})
    home = buildings.by_code(changes.session, "GL-0007")
    row = projects.create(changes, home, {"title": "外立面", "planned_investment_fen": 12_345_600})
    projects.set_step(changes, row, Step("approved", None, dt.date(2025, 11, 3), dt.date(2025, 11, 3)))
    for number, day in enumerate((None, dt.date(2025, 12, 31), dt.date(2026, 1, 1))):
        said = {"kind": "before", "url": f"https://files.example/{number}.jpg", "taken_on": day}
        photos.add(changes, row, said, None)
    projects.set_step(changes, row, Step("started", None, dt.date(2026, 1, 5), dt.date(2026, 1, 5)))


@pytest.fixture
def district(engine: Engine) -> Engine:
    for do in (stock, taxes, facts, more):
        work.run(engine, do, refresh=refresh, actor="test", action="test", origin=Origin.REAL)
    return engine


def found(engine: Engine, who: Audience, month: int = LAST) -> Figures:
    return programme.with_programme(engine, figures.beside(engine, month, who, "real"), programme.EVERY).figures


def rows(seen: Figures, slug: str) -> list[dict[str, object]]:
    sheet = seen.sheets[slug]
    return [dict(zip(sheet.headers, row, strict=True)) for row in sheet.rows]


def test_each_audience_has_what_it_may_see(district: Engine) -> None:
    for who in (PROMOTER, audience(Role.LEADER), STREET, audience(Role.TAX_OFFICER, purpose="月报")):
        assert {"targets", "target_buildings", "projects", "ratings"} <= set(found(district, who).sheets)
    public = found(district, PUBLIC)
    assert not {"targets", "target_buildings", "projects"} & set(public.sheets)
    assert {row["code"] for row in rows(public, "ratings")} == {f"GL-{at:04d}" for at in (1, 2, 3, 5, 6)}


def test_targets_are_those_that_are_told_elsewhere(district: Engine) -> None:
    seen = found(district, PROMOTER)
    told = plan_targets.told(district, LAST, PROMOTER, "real")
    readings = [(one, reading) for one in told.targets for reading in one.readings]
    shown = rows(seen, "targets")
    assert [(row["target"], row["target_basis"]) for row in shown] == [(o.slug, r.basis) for o, r in readings]
    starred = next(row for row in shown if row["target"] == "starred")
    assert (starred["count"], starred["year_before"], starred["short"], starred["overdue"]) == (4, 4, 26, "no")
    assert starred["unsure"] == 0
    unrecorded = next(row for row in shown if row["target"] == "headquarters")
    assert {unrecorded[key] for key in ("count", "short", "pace", "overdue")} == {State.UNKNOWN}
    hidden = [row for row in shown if row["count"] is State.HIDDEN]
    assert all(row["pace"] is State.HIDDEN and row["short"] is State.HIDDEN for row in hidden)


@pytest.mark.parametrize(
    ("late", "short", "least", "says"),
    [
        (True, 3, 3, "yes"),
        (True, 3, 1, "yes"),
        (True, 3, 0, State.UNKNOWN),  # met if all count that may
        (True, 0, 0, "no"),
        (False, 3, 3, "no"),
        (False, 3, 0, "no"),
    ],
)
def test_overdue_is_what_is_late_and_not_met(late: bool, short: int, least: int, says: object) -> None:
    reading = Reading("month_end", "shown", count=30 - short, short=short, short_least=least)
    one = Progress("starred", 30, more_than=False, by="2025-12", late=late, source="plan", readings=(reading,))
    told = plan_targets.Told("2026-01", "promoter", demonstration=False, targets=(one,))
    (row,) = programme.targets(told)
    assert row[SHAPES["targets"].headers.index("overdue")] == says


def test_projects_stand_as_at_the_months_end(district: Engine) -> None:
    last = next(row for row in rows(found(district, PROMOTER), "projects") if row["code"] == "GL-0007")
    assert (last["stage"], last["started_by"], last["planned_investment"]) == (
        "approved",
        State.NOT_APPLICABLE,
        12_345_600,
    )
    assert last["actual_investment"] is State.UNKNOWN
    assert last["photos"] == 2  # one was taken the day after the month, of one the day is not known
    assert found(district, PUBLIC).sheets.get("projects") is None


def test_ratings_stand_as_at_the_months_end(district: Engine) -> None:
    by_code = {row["code"]: row for row in rows(found(district, PROMOTER), "ratings")}
    assert by_code["GL-0005"]["rating_status"] == "lapsed"
    assert by_code["GL-0005"]["days_left"] is State.NOT_APPLICABLE
    assert (by_code["GL-0005"]["days_over"], by_code["GL-0006"]["days_over"]) == (1, State.NOT_APPLICABLE)
    assert (by_code["GL-0006"]["rating_status"], by_code["GL-0006"]["rereview"]) == ("granted", "yes")
    assert by_code["GL-0006"]["days_left"] == (dt.date(2026, 1, 31) - last_day(LAST)).days
    assert by_code["GL-0001"]["days_left"] is State.NOT_APPLICABLE  # without end
    earlier = {row["code"]: row for row in rows(found(district, PROMOTER, LAST - 1), "ratings")}
    assert earlier["GL-0005"]["rating_status"] == "granted"


def test_those_who_see_points_read_how_many_lean_on_no_evidence(district: Engine) -> None:
    def assess(changes: Changes) -> None:
        scheme = catalogue.find("star", "gulou-proposed-2026")
        for code, until in (("GL-0008", "notice"), ("GL-0009", "review")):
            home = buildings.by_code(changes.session, code)
            row = assessments.apply(changes, home, scheme, dt.date(2025, 11, 3))
            for status in ("review", "notice"):
                grade = "3" if status == "notice" else None
                assessments.step(changes, row, Wanted(RatingStatus(status), dt.date(2025, 11, 4), grade, None))
                if status == until:
                    break
            for item, said, day in (("lifts", None, 5), ("hvac", "实测", 5), (taxed, None, 5), ("parking", None, 32)):
                on = {"assessed_on": dt.date(2025, 11, 30) + dt.timedelta(day)}
                ratings.score(changes, row, item, 1, said, found=on)

    gulou = catalogue.find("star", "gulou-proposed-2026")
    taxed = next(one.slug for one in gulou.items if one.category in gulou.of_tax)
    work.run(district, assess, refresh=refresh, actor="test", action="test", origin=Origin.REAL)
    for who in (PROMOTER, audience(Role.LEADER), audience(Role.TAX_OFFICER, purpose="核对")):
        seen = {row["code"]: row["unevidenced"] for row in rows(found(district, who), "ratings")}
        assert (seen["GL-0008"], seen["GL-0009"], seen["GL-0001"]) == (1, 1, State.NOT_APPLICABLE)
    street = {row["code"]: row["unevidenced"] for row in rows(found(district, STREET), "ratings")}
    assert (street["GL-0008"], street["GL-0009"]) == (State.HIDDEN, 1)  # the first is another sub-district's
    for who in (PUBLIC, audience(Role.LANDLORD), audience(Role.ADMIN)):
        shown = rows(found(district, who), "ratings")
        assert shown
        assert not any("unevidenced" in row for row in shown)


def test_a_star_without_its_day_is_listed_as_that(district: Engine) -> None:
    def state(changes: Changes) -> None:
        ratings.record(changes, buildings.by_code(changes.session, "GL-0008").key, "star", "1", {"grade": "4"})

    work.run(district, state, refresh=refresh, actor="test", action="test", origin=Origin.REAL)
    (one,) = [row for row in rows(found(district, PROMOTER), "ratings") if row["code"] == "GL-0008"]
    assert (one["rating_status"], one["grade"], one["awarded_on"]) == ("undated", "4", State.UNKNOWN)
    assert {one[name] for name in ("valid_until", "days_left", "days_over")} == {State.UNKNOWN}


def test_a_star_without_its_day_that_is_over_has_lapsed(district: Engine) -> None:
    def state(changes: Changes) -> None:
        said = {"grade": "4", "valid_until": dt.date(2025, 12, 29)}
        ratings.record(changes, buildings.by_code(changes.session, "GL-0008").key, "star", "1", said)

    work.run(district, state, refresh=refresh, actor="test", action="test", origin=Origin.REAL)
    (one,) = [row for row in rows(found(district, PROMOTER), "ratings") if row["code"] == "GL-0008"]
    assert (one["rating_status"], one["valid_until"], one["days_over"]) == ("lapsed", "2025-12-29", 2)
    assert (one["awarded_on"], one["days_left"]) == (State.UNKNOWN, State.NOT_APPLICABLE)


def test_the_report_has_a_chapter_of_each_and_only_of_those(district: Engine) -> None:
    seen = found(district, PROMOTER)
    slugs = [one.slug for one in monthly.build(seen).sections]
    assert {"targets", "projects", "ratings"} <= set(slugs)
    gone = {"targets", "target_buildings", "projects"}
    bare = replace(seen, sheets={slug: sheet for slug, sheet in seen.sheets.items() if slug not in gone})
    slugs = [one.slug for one in monthly.build(bare).sections]
    assert not {"targets", "projects"} & set(slugs)
