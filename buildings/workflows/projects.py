"""Upgrade projects 改造项目: recorded by staff in their scope, seen by staff and leaders, by nobody else as yet."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from buildings import investments
from buildings.access import clock, grants
from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes, Session
from buildings.errors import BeyondScope, InvalidValue, NotFound, StaleVersion
from buildings.kinds import LinkKind, MediaType
from buildings.operations.evidence import KINDS
from buildings.register import buildings, locks, photos, projects, records, versions
from buildings.register.buildings import Building
from buildings.register.photos import Photo
from buildings.register.projects import FundingLine, ProjectLink, UpgradeProject
from buildings.register.views.asking import Asked
from buildings.register.views.projects import STEPS, UPGRADE_PROJECTS
from buildings.register.views.query import Lister, Row
from buildings.stages import word
from buildings.workflows import evidence_files, reading
from buildings.workflows.project_shapes import SAID, Funder, LinkSaid, ProjectChange, ProjectNew, StageSaid
from buildings.workflows.tenancy import at

Json = dict[str, Any]
LINK: Final = ("kind", "url", "taken_on", "caption")


def create(changes: Changes, who: Principal, said: ProjectNew) -> str:
    """A new project with its stages; its code.

    Raises
    ------
    NotFound, BeyondScope
        The building is not there, or not the asker's to record of.
    InvalidValue, Conflict
        Days that cannot all be true, a title that stands already, works beside those of another project.
    """
    with at("/building"):
        home = _home(changes, said.building)
        _require(who, home)
    row = projects.create(changes, home, said.model_dump(include=set(SAID), mode="json"))
    _stages(changes, row, said.stages)
    _below(changes, row, funding=said.funding, links=said.links)
    investments.check(projects.money_of(changes.session, row))
    return row.code


def change(changes: Changes, who: Principal, code: str, version: int, said: ProjectChange) -> None:
    """Change what is said of a project; what was left out stays."""
    row = held(changes, who, code, version)
    known = projects.money_of(changes.session, row)
    projects.update(changes, row, said.model_dump(include=set(SAID) & said.model_fields_set, mode="json"))
    _below(changes, row, **said.sent("funding", "links"))
    investments.check(projects.money_of(changes.session, row), known)


def set_stage(changes: Changes, who: Principal, code: str, version: int, said: StageSaid) -> None:
    """One stage as it is known now, in place of what was known of it."""
    projects.set_step(changes, held(changes, who, code, version), said.step(), said.note)


def void(changes: Changes, who: Principal, code: str, version: int, reason: str) -> None:
    """Take out a project recorded by mistake; its history and the reason stay."""
    projects.void(changes, held(changes, who, code, version), reason)


def read(engine: Engine, who: Principal, code: str, origin: str) -> Json:
    """One project as JSON has it; NotFound."""
    with work.reading(engine) as session:
        return seen(session, who, code, origin)


@dataclass(frozen=True)
class Whole:
    """A project as the list has it, and its stages."""

    row: Row
    stages: Sequence[Row]


def seen(session: Session, who: Principal, code: str, origin: str) -> Json:
    """One project with its stages, who pays, its links and pictures; NotFound."""
    found, funding, links = whole(session, who, code, origin)
    content = {one.name: one.plain(found.row[one.name]) for one in UPGRADE_PROJECTS.columns}
    content["stages"] = [{one.name: one.plain(stage[one.name]) for one in STEPS} for stage in found.stages]
    content["funding"] = [{"funder": one.funder, "amount_fen": one.amount_fen} for one in funding]
    content["links"] = [{name: _plain(getattr(one, name)) for name in LINK} for one in links]
    content["photos"] = [described(one) for one in photos.of_project(session, standing(session, code, origin))]
    return content


def described(photo: Photo) -> Json:
    """What is said of a picture; a link's file is null."""
    row, file = photo.row, photo.file
    return {
        "code": photo.code,
        "when": row.kind,
        "taken_on": _plain(row.taken_on),
        "caption": row.caption,
        "url": row.url,
        "file": None if file is None else evidence_files.code_of(file),
        "name": None if file is None else file.name,
        "media_type": None if file is None else KINDS[MediaType(file.kind)],
        "size_bytes": None if file is None else file.size_bytes,
        "recorded_by": row.added_by,
        "recorded_at": row.recorded_at.isoformat(),
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def whole(
    session: Session, who: Principal, code: str, origin: str
) -> tuple[Whole, Sequence[FundingLine], Sequence[ProjectLink]]:
    """One project as the database has it; NotFound."""
    row = standing(session, code, origin)
    wanted = UPGRADE_PROJECTS.filter("code")
    assert wanted is not None  # noqa: S101 - every list has it
    sight = reading.sight(who, origin, clock.today())
    page = Lister(session, UPGRADE_PROJECTS, sight).page(Asked(filters=((wanted, (code,)),)))
    (found,) = page.rows
    return Whole(found, page.below[found["key"]]), projects.funding_of(session, row), projects.links_of(session, row)


def _home(changes: Changes, code: str) -> Building:
    found = buildings.by_code(changes.session, code)
    if found.origin != changes.origin:
        raise NotFound(code=code)
    return found


def standing(session: Session, code: str, origin: str) -> UpgradeProject:
    """A standing project; NotFound."""
    row = projects.by_code(session, code)
    if row.origin != origin:
        raise NotFound(code=code)
    return row


def _require(who: Principal, home: Building) -> None:
    """BeyondScope unless a role that records projects reaches the building."""
    own = grants.subdistricts(who.held, Permission.RECORD_PROJECTS)
    if own is not None and home.subdistrict_code not in own:
        raise BeyondScope


def held(changes: Changes, who: Principal, code: str, version: int) -> UpgradeProject:
    """A project that may be changed, its building locked, in the version it was read."""
    row = standing(changes.session, code, str(changes.origin))
    _require(who, records.by_key(changes.session, Building, row.building_id))
    locks.settle(changes, buildings=[row.building_id])
    row = standing(changes.session, code, str(changes.origin))
    now = versions.of_project(changes.session, row.key)
    if now != version:
        raise StaleVersion(version=now)
    return row


def _stages(changes: Changes, row: UpgradeProject, said: Sequence[StageSaid]) -> None:
    known: set[str] = set()
    for index, one in enumerate(said):
        with at(f"/stages/{index}"):
            if one.stage in known:
                raise InvalidValue("stage_twice", stage=word(one.stage), pointer="/stage")
            known.add(one.stage)
            projects.set_step(changes, row, one.step(), one.note)


def _below(
    changes: Changes,
    row: UpgradeProject,
    funding: Sequence[Funder] | None = None,
    links: Sequence[LinkSaid] | None = None,
) -> None:
    """Funding and links in place of all that were there, where they were sent."""
    if funding is not None:
        rows = ((f"/funding/{index}", one.funder, one.amount_fen) for index, one in enumerate(funding))
        projects.set_funding(changes, row, _once(rows, "funder_twice", "funder"))
    if links is not None:
        said = ((f"/links/{index}", one.url, (index, one)) for index, one in enumerate(links))
        wanted = _once(said, "link_twice", "url")
        projects.drop_links(changes, row, wanted)
        pictures = {one.row.url for one in photos.of_project(changes.session, row)}
        rooms = [url for url, (_, one) in wanted.items() if one.kind is LinkKind.DOCUMENT and url in pictures]
        for url in dict.fromkeys((*rooms, *wanted)):  # what becomes a document makes room for a picture
            index, one = wanted[url]
            with at(f"/links/{index}"):
                one.checked()
                photos.set_link(changes, row, url, {**one.sent("taken_on", "caption"), "kind": one.kind.value})


def _once(rows: Iterable[tuple[str, str, Any]], slug: str, name: str) -> Mapping[str, Any]:
    """Values by a name that may stand once."""
    found: dict[str, Any] = {}
    for pointer, key, value in rows:
        if key in found:
            raise InvalidValue(slug, **{name: key, "pointer": f"{pointer}/{name}"})
        found[key] = value
    return found
