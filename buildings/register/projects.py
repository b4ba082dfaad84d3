"""改造项目: upgrade projects of buildings; their stages are checked together, and one building has one at a time."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session

from buildings import investments, stages
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict
from buildings.investments import Money
from buildings.kinds import Origin, PolicyType
from buildings.quantities import SHANGHAI
from buildings.register import locks, records
from buildings.register.tables.buildings import Building, BuildingEvent
from buildings.register.tables.projects import FundingLine, ProjectLink, ProjectStep, UpgradeProject
from buildings.register.tables.types import BuildingType
from buildings.stages import Step, Works

__all__ = ["FundingLine", "ProjectLink", "ProjectStep", "UpgradeProject"]

FORMS: Final = {Origin.REAL: "UP-{:04d}", Origin.DEMONSTRATION: "SP-{:04d}"}
_P, _V, _T = (table_of(cls).c for cls in (UpgradeProject, BuildingEvent, BuildingType))
_BELOW: Final = (ProjectStep, FundingLine, ProjectLink)
_NO_LONGER: Final = "no longer said of the project"


def create(changes: Changes, home: Building, values: records.Values) -> UpgradeProject:
    """A project of a building; one of the same title is refused and named."""
    locks.hold(changes, buildings=[home.key])
    _title_is_free(changes, home.key, str(values.get("title", "")))
    return records.create_numbered(
        changes, UpgradeProject, {**values, "building_id": home.key}, FORMS[Origin(changes.origin)]
    )


def update(changes: Changes, row: UpgradeProject, values: records.Values) -> bool:
    """Change what is said of a project; whether anything did."""
    locks.hold(changes, buildings=[row.building_id])
    if values.get("title", row.title) != row.title:
        _title_is_free(changes, row.building_id, str(values["title"]))
    return records.update(changes, row, values)


def _title_is_free(changes: Changes, building_id: int, title: str) -> None:
    same = records.standing(UpgradeProject, _P.building_id == building_id, _P.title == title)
    known = changes.session.execute(same).scalars().first()
    if known is not None:
        raise Conflict("project_known", code=known.code, title=title, pointer="/title")


def set_step(changes: Changes, row: UpgradeProject, said: Step, note: str | None = None) -> bool:
    """One stage as it is known now, in place of what was known of it; whether anything changed.

    Raises
    ------
    InvalidValue
        Its days do not go together with those of the other stages.
    Conflict
        Another project of the building runs at the same time; names it.
    """
    locks.hold(changes, buildings=[row.building_id])
    known = steps_of(changes.session, row)
    steps = {**known, said.stage: said}
    today, completed = changes.at.astimezone(SHANGHAI).date(), completed_from(changes.session, row.building_id)
    stages.check(steps, known, today, completed)
    _one_at_a_time(changes, row, stages.works(steps), stages.works(known))
    values = {
        "planned_on": said.planned_on,
        "reached_earliest": said.earliest,
        "reached_latest": said.latest,
        "note": note,
    }
    return _put(changes, ProjectStep, row, {"stage": said.stage}, values)


def set_funding(changes: Changes, row: UpgradeProject, amounts: Mapping[str, int | None]) -> bool:
    """Who pays how much, in place of all that was said before; whether anything changed."""
    left, changed = dict(amounts), False
    for one in funding_of(changes.session, row):
        if one.funder in left:
            changed = records.update(changes, one, {"amount_fen": left.pop(one.funder)}) or changed
        else:
            records.void(changes, one, _NO_LONGER)
            changed = True
    for funder, fen in left.items():
        records.create(changes, FundingLine, {"project_id": row.key, "funder": funder, "amount_fen": fen})
    return changed or bool(left)


def drop_links(changes: Changes, row: UpgradeProject, kept: Collection[str]) -> bool:
    """Take out the links of other addresses than these; files stay. Whether there were any."""
    gone = [one for one in links_of(changes.session, row) if one.url not in kept]
    records.void_all(changes, gone, _NO_LONGER)
    return bool(gone)


def void(changes: Changes, row: UpgradeProject, reason: str) -> None:
    """Take a project out with all that is said of it."""
    below = [one for cls in _BELOW for one in _standing(changes.session, cls, row)]
    records.void_all(changes, [row, *below], reason)


def money_of(session: Session, row: UpgradeProject) -> Money:
    """What is invested in a project and known to be paid; ``investments.check`` judges it when all is recorded."""
    invested = {name: getattr(row, name) for name in investments.INVESTMENT}
    return investments.money(invested, (one.amount_fen for one in funding_of(session, row)))


def completed_from(session: Session, building_id: int) -> dt.date | None:
    """First day from which a building's works are no new building; None: not known, or new building is its policy."""
    new = (_T.building_id == building_id, _T.value == PolicyType.NEW_BUILD.value)
    if session.execute(records.standing(BuildingType, *new)).first() is not None:
        return None
    return stood_from(session, building_id)


def stood_from(session: Session, building_id: int) -> dt.date | None:
    """First day a building can have been completed on; None: not known."""
    of_it = (_V.building_id == building_id, _V.kind == "completion", _V.stage == "done")
    days = [one.earliest for one in session.execute(records.standing(BuildingEvent, *of_it)).scalars()]
    known = [day for day in days if day is not None]
    return None if len(known) < len(days) else min(known, default=None)


def by_code(session: Session, code: str) -> UpgradeProject:
    """The project of a public code; NotFound."""
    return records.by_code(session, UpgradeProject, code)


def steps_of(session: Session, row: UpgradeProject) -> dict[str, Step]:
    """Stages of a project by name."""
    return {
        one.stage: Step(one.stage, one.planned_on, one.reached_earliest, one.reached_latest)
        for one in _standing(session, ProjectStep, row)
    }


def funding_of(session: Session, row: UpgradeProject) -> Sequence[FundingLine]:
    """Who pays, by name."""
    return sorted(_standing(session, FundingLine, row), key=lambda one: one.funder)


def links_of(session: Session, row: UpgradeProject) -> Sequence[ProjectLink]:
    """Links in the order they were recorded; files are pictures (``photos``)."""
    return [one for one in _standing(session, ProjectLink, row) if one.url is not None]


def _one_at_a_time(changes: Changes, row: UpgradeProject, mine: Works, known: Works) -> None:
    """Refuse works that come to run beside those of another project."""
    if mine.began is None or not stages.moved(mine, known):
        return
    others = records.standing(UpgradeProject, _P.building_id == row.building_id, _P.id != row.key)
    home = records.by_key(changes.session, Building, row.building_id)
    for other in changes.session.execute(others).scalars().all():
        theirs = stages.works(steps_of(changes.session, other))
        if stages.beside(known, theirs) is None:
            stages.apart(mine, theirs, code=other.code, building=home.code)


def _standing(session: Session, cls: Any, row: UpgradeProject) -> Sequence[Any]:  # noqa: ANN401 - a class of rows below a project
    of_it = records.standing(cls, table_of(cls).c.project_id == row.key)
    return session.execute(of_it).scalars().all()


def _put(changes: Changes, cls: Any, row: UpgradeProject, key: records.Values, values: records.Values) -> bool:  # noqa: ANN401
    """One row below a project: changed where it stands, else made unless nothing is said."""
    same = next((one for one in _standing(changes.session, cls, row) if _is(one, key)), None)
    if same is not None:
        return records.update(changes, same, values)
    if all(value is None for value in values.values()):
        return False
    records.create(changes, cls, {"project_id": row.key, **key, **values})
    return True


def _is(row: object, key: records.Values) -> bool:
    return all(getattr(row, name) == value for name, value in key.items())
