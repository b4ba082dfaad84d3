"""改造项目台账: one row for each upgrade project of a building, with the days of its stages where they are known."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from buildings import investments, stages
from buildings.errors import DomainError
from buildings.imports.kinds import common
from buildings.imports.kinds.common import Session
from buildings.imports.plans import Plan, Ref, Subject, Values, grouped
from buildings.imports.workbook import Workbook
from buildings.register import lookup, projects
from buildings.register.tables.buildings import Building
from buildings.register.tables.projects import FundingLine, ProjectStep, UpgradeProject
from buildings.stages import Step, Works

BASE: Final = {
    "funding_mode": "funding_mode",
    "one_hand": "one_hand",
    "scope_of_works": "scope_of_works",
    "contractor": "contractor",
    "planned_investment": "planned_investment_fen",
    "actual_investment": "actual_investment_fen",
    "source": "source",
}
REACHED: Final = {stage: f"{stage}_on" for stage in stages.EVERY}
PLANNED: Final = {stage: f"{stage}_plan" for stage in (stages.STARTED, stages.FINISHED)}
FIELDS: Final = ("building_code", "title", *BASE, *REACHED.values(), *PLANNED.values())
Key = tuple[int, str]


class Recorded:
    """The register as far as upgrade projects are concerned."""

    def __init__(self, session: Session, origin: str) -> None:
        self.buildings = {row.code: row.id for row in lookup.rows(session, Building, origin=origin)}
        self.codes = {key: code for code, key in self.buildings.items()}
        rows = lookup.rows(session, UpgradeProject, origin=origin)
        self.projects = {(row.building_id, row.title): row for row in rows}
        self.steps = grouped(lookup.rows(session, ProjectStep), "project_id")
        self.funding = grouped(lookup.rows(session, FundingLine), "project_id")
        self.completed = partial(projects.completed_from, session)

    def known(self, key: Key) -> dict[str, Step]:
        """Stages of a recorded project."""
        row = self.projects.get(key)
        found = [] if row is None else self.steps.get(row.id, [])
        return {one.stage: Step(one.stage, one.planned_on, one.reached_earliest, one.reached_latest) for one in found}


def check(session: Session, book: Workbook) -> Plan:
    """Compare the projects with the register by building and title; a building has one under way at a time."""
    plan, recorded = Plan(book.kind), Recorded(session, book.origin)
    works: dict[int, dict[str, Works]] = defaultdict(dict)
    for key in recorded.projects:
        works[key[0]][key[1]] = stages.works(recorded.known(key))
    first: dict[Key, int] = {}
    for number, record in common.records(book, FIELDS):
        home = common.known(book, number, "building_code", record["building_code"], recorded.buildings)
        if home is None:
            continue
        key = home, record["title"]
        if key in first:
            said = {"first": first[key], "right": "key_twice"}
            book.log.add("key_twice", number, book.header("title"), record["title"], **said)
            continue
        first[key] = number
        steps = _steps(book, number, record, recorded.known(key), recorded.completed(home))
        works[home][key[1]] = stages.works(steps)
        _project(book, plan, (number, record), key, (steps, recorded))
    _apart(book, first, works, recorded)
    plan.absent = sorted(_text(recorded, key) for key in recorded.projects if key not in first)
    return plan


def _text(recorded: Recorded, key: Key) -> str:
    return f"{recorded.codes[key[0]]} {key[1]}"


def _steps(
    book: Workbook, number: int, record: Mapping[str, Any], known: Mapping[str, Step], completed: dt.date | None
) -> dict[str, Step]:
    """Stages as they will stand; a day that is not said stays. What cannot be true is said of its column."""
    found = dict(known)
    for stage in REACHED:
        day, planned = record[REACHED[stage]], record.get(PLANNED.get(stage, ""))
        step = found.get(stage, Step(stage))
        if day is not None:
            step = replace(step, earliest=day, latest=day)
        if planned is not None:
            step = replace(step, planned_on=planned)
        if step != Step(stage):
            found[stage] = step
    wrong = list(stages.faults(found, known, book.day, completed))
    for stage, error in wrong:
        planned = PLANNED.get(stage) if error.details["pointer"] == "/planned_on" else None
        book.log.refuse(error, number, book.header(planned or REACHED[stage]))
    return dict(known) if wrong else found


def _paid_for(book: Workbook, number: int, values: Values, current: Any, recorded: Recorded) -> None:  # noqa: ANN401 - a row of the register
    """Say when the investment of a row becomes less than what is recorded of who pays."""
    known = {name: getattr(current, name) for name in investments.INVESTMENT}
    paid = [one.amount_fen for one in recorded.funding.get(current.id, ())]
    said = {name: values.get(name, fen) for name, fen in known.items()}
    try:
        investments.check(investments.money(said, paid), investments.money(known, paid))
    except DomainError as error:
        column = next(name for name, field in BASE.items() if error.details["pointer"] == f"/{field}")
        book.log.refuse(error, number, book.header(column))


def _project(
    book: Workbook,
    plan: Plan,
    row: tuple[int, Mapping[str, Any]],
    key: Key,
    whole: tuple[Mapping[str, Step], Recorded],
) -> None:
    (number, record), (steps, recorded) = row, whole
    current = recorded.projects.get(key)
    subject = Subject(plan, _text(recorded, key), number)
    stated = common.stated(book, record, list(BASE))
    values: Values = {BASE[name]: value for name, value in stated.items()}
    if current is not None:
        _paid_for(book, number, values, current, recorded)
    else:
        values |= {"building_id": key[0], "title": key[1]}
    ref = subject.base(UpgradeProject, current, values, {column: name for name, column in BASE.items()})
    rows = {} if current is None else {one.stage: one for one in recorded.steps.get(current.id, [])}
    for stage, step in steps.items():
        _step(subject, ref, step, rows.get(stage))
    subject.close()


def _step(subject: Subject, ref: Ref, step: Step, current: Any | None) -> None:  # noqa: ANN401 - a row of the register
    days = {"planned_on": step.planned_on, "reached_earliest": step.earliest, "reached_latest": step.latest}
    name = REACHED[step.stage] if step.latest is not None else PLANNED.get(step.stage, REACHED[step.stage])
    if current is None:
        shown = step.planned_on if step.latest is None else step.latest
        subject.add(ProjectStep, {"project_id": ref, "stage": step.stage} | days, name, shown)
        return
    other = {column: day for column, day in days.items() if getattr(current, column) != day}
    if "planned_on" in other:
        subject.differ(PLANNED[step.stage], current.planned_on, step.planned_on)
    if "reached_latest" in other or "reached_earliest" in other:
        subject.differ(REACHED[step.stage], current.reached_latest, step.latest)
    if other:
        subject.plan.edit(ProjectStep, current.id, other)


def _apart(
    book: Workbook, rows: Mapping[Key, int], works: Mapping[int, Mapping[str, Works]], recorded: Recorded
) -> None:
    """Say of each row that moves works beside those of another project which one that is."""
    before = {(home, title): stages.works(recorded.known((home, title))) for home in works for title in works[home]}
    moving = {key: number for key, number in rows.items() if stages.moved(works[key[0]][key[1]], before[key])}
    for (home, title), number in moving.items():
        for other, theirs in works[home].items():
            if other == title or moving.get((home, other), 0) > number:
                continue  # of two rows the later one is told
            if stages.beside(before[home, title], before[home, other]) is not None:
                continue
            known = recorded.projects.get((home, other))
            named = f"“{other}”" if known is None else known.code
            try:
                stages.apart(works[home][title], theirs, code=named, building=recorded.codes[home])
            except DomainError as error:
                book.log.refuse(error, number, book.header(REACHED[stages.STARTED]))
