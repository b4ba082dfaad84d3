"""A file of projects or scores and a person who writes of the same building meanwhile: nothing is lost untold."""

import datetime as dt
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from buildings.access.grants import Held, ScopeKind
from buildings.access.principals import Principal
from buildings.audience import Role
from buildings.database import work
from buildings.database.work import Changes
from buildings.errors import Conflict, DomainError, FileRejected, StaleVersion
from buildings.imports import desk
from buildings.imports.desk import Outcome
from buildings.register import buildings, codes, projects, ratings, versions
from buildings.register.projects import UpgradeProject
from buildings.register.tables.ratings import RatingScore
from buildings.workflows import projects as desk_of_projects
from buildings.workflows import ratings as desk_of_ratings
from buildings.workflows.project_shapes import ProjectChange, ProjectNew
from buildings.workflows.ratings import Found
from tests.builders.imported import count
from tests.builders.register import edit
from tests.builders.workbooks import D, Row, make_workbook, project_row, score_row

BOTH = pytest.mark.parametrize("file_first", [True, False], ids=["file first", "person first"])
Do = Callable[[Changes], object]
START = dt.date(2020, 1, 1)
WHO = Principal(
    "account:x", tuple(Held(role, ScopeKind.DISTRICT, "", START) for role in (Role.PROMOTER, Role.LEADER)), account_id=1
)
OVERLAP_SECONDS = 0.3
ITEM = "hvac"


def file(folder: Path, kind: str, *rows: Row) -> Callable[[Changes], tuple[Outcome, ...]]:
    """A file as a unit of work applies it."""
    path = make_workbook(folder, kind, rows)
    return lambda changes: desk.write_all(changes, desk.read_all([path]))


def meet(engine: Engine, file_first: bool, *does: Do) -> Sequence[Any]:
    """What the file and the person were answered; who comes second begins before the first has committed."""
    wrote = threading.Event()

    def slowly(do: Do, changes: Changes) -> object:
        try:
            return do(changes)
        finally:
            wrote.set()
            time.sleep(OVERLAP_SECONDS)

    def run(do: Do, *, first: bool) -> object:
        if not first:
            assert wrote.wait(30)
        try:
            return edit(engine, partial(slowly, do) if first else do)
        except DomainError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(run, do, first=file_first is (place == 0)) for place, do in enumerate(does)]
        return [job.result(60) for job in jobs]


def slugs(found: object) -> list[str]:
    """Why a file was refused."""
    assert isinstance(found, FileRejected)
    return [issue.slug for issue in found.details["issues"]]  # type: ignore[attr-defined]


def seen(engine: Engine) -> int:
    """The version of the project that stands, as somebody read it before."""
    with work.reading(engine) as session:
        return versions.of_project(session, projects.by_code(session, "UP-0001").key)


def state(engine: Engine, code: str = "UP-0001") -> UpgradeProject:
    with work.reading(engine) as session:
        return projects.by_code(session, code)


def create(changes: Changes, **said: object) -> str:
    return desk_of_projects.create(changes, WHO, ProjectNew.model_validate({"building": "SF-0002"} | said))


@BOTH
def test_of_two_works_at_once_one_is_told_of_the_other(ready: Engine, tmp_path: Path, file_first: bool) -> None:
    started = {"stage": "started", "reached_on": "2026-04-01"}
    ours, theirs = file(tmp_path, "projects", project_row("大堂改造", building=2)), partial(create, title="外立面")
    by_file, by_hand = meet(ready, file_first, ours, partial(theirs, stages=[started]))
    if file_first:
        assert isinstance(by_hand, Conflict)
        assert (by_hand.name, by_hand.details["code"]) == ("project_under_way", "UP-0002")
    else:
        assert (slugs(by_file), by_hand) == (["project_under_way"], "UP-0002")
    assert count(ready, "upgrade_projects") == 2


@BOTH
def test_a_title_that_both_bring_stands_once_with_what_either_said(
    ready: Engine, tmp_path: Path, file_first: bool
) -> None:
    ours = file(tmp_path, "projects", project_row("大堂改造", building=2))
    by_file, by_hand = meet(ready, file_first, ours, partial(create, title="大堂改造", contractor="某建"))
    assert not isinstance(by_file, Exception)
    assert count(ready, "upgrade_projects") == 2
    found = state(ready, "UP-0002")
    if file_first:
        assert isinstance(by_hand, Conflict)
        assert (by_hand.name, by_hand.details["code"]) == ("project_known", "UP-0002")
    assert (found.funding_mode, found.contractor) == ("enterprise", None if file_first else "某建")


@BOTH
def test_a_change_upon_what_the_file_altered_is_stale_and_else_both_stand(
    ready: Engine, tmp_path: Path, file_first: bool
) -> None:
    version = seen(ready)
    ours = file(tmp_path, "projects", project_row(finished_on=D(2026, 6, 1), source="街道报送"))

    def theirs(changes: Changes) -> None:
        desk_of_projects.change(changes, WHO, "UP-0001", version, ProjectChange.model_validate({"contractor": "某建"}))

    by_file, by_hand = meet(ready, file_first, ours, theirs)
    assert not isinstance(by_file, Exception)
    assert isinstance(by_hand, StaleVersion) is file_first
    assert (state(ready).source, state(ready).contractor) == ("街道报送", None if file_first else "某建")
    with work.reading(ready) as session:
        assert "finished" in projects.steps_of(session, projects.by_code(session, "UP-0001"))


@BOTH
def test_an_investment_lowered_below_what_is_paid_meanwhile_is_told(
    ready: Engine, tmp_path: Path, file_first: bool
) -> None:
    version, paid = seen(ready), [{"funder": "区财政", "amount_fen": 12_000}]
    ours = file(tmp_path, "projects", project_row(planned_investment=100))

    def theirs(changes: Changes) -> None:
        desk_of_projects.change(changes, WHO, "UP-0001", version, ProjectChange.model_validate({"funding": paid}))

    by_file, by_hand = meet(ready, file_first, ours, theirs)
    if file_first:
        assert isinstance(by_hand, StaleVersion)
    else:
        assert (slugs(by_file), by_hand) == (["funding_above_investment"], None)
    assert state(ready).planned_investment_fen == (10_000 if file_first else 12_050)
    assert count(ready, "funding_lines") == (0 if file_first else 1)


def points(engine: Engine) -> dict[str, int | None]:
    """Of every standing score of the star."""
    with work.reading(engine) as session:
        (star,) = ratings.of_building(session, buildings.by_code(session, "SF-0001").key)
        found = [one for one in ratings.findings(session, star) if isinstance(one, RatingScore)]
    assert len({one.item for one in found}) == len(found)
    return {one.item: one.points for one in found}


@BOTH
@pytest.mark.parametrize("item", ["lifts", ITEM, "transit"])
def test_scores_that_a_person_records_meanwhile_stand_once_and_who_comes_second_sees_them(
    ready: Engine, tmp_path: Path, file_first: bool, item: str
) -> None:
    with work.reading(ready) as session:
        (star,) = ratings.of_building(session, buildings.by_code(session, "SF-0001").key)
        code = codes.code(codes.RATING, star.key)

    def theirs(changes: Changes) -> dict[str, int | None]:
        row = desk_of_ratings.score(changes, WHO, code, [Found(item, 3)], D(2025, 3, 1))
        return {name: one.points for name, one in ratings.scores(changes.session, row).items()}

    by_file, by_hand = meet(
        ready, file_first, file(tmp_path, "scores", score_row("lifts", 18), score_row(ITEM, 5)), theirs
    )
    ours = {"lifts": 18, ITEM: 5}
    assert points(ready) == (ours | {item: 3} if file_first else {item: 3} | ours)
    if file_first:
        assert by_hand == ours | {item: 3}
    else:
        assert not isinstance(by_file, Exception)
        told = {(one.code, one.before, one.after) for one in by_file[0].differences}
        assert (f"SF-0001 2025-03-01 {item}", 3, ours.get(item)) in told or item == "transit"
