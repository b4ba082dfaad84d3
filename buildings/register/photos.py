"""改造照片: pictures of upgrade projects before, during and after the works, as evidence files or where they lie.

Documents are links beside them; a link that is a picture passes through the rules of pictures.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, select
from sqlmodel import Session

from buildings import stages
from buildings.database.history import table_of
from buildings.database.work import Changes
from buildings.errors import Conflict, InvalidValue, NotFound, Word
from buildings.kinds import LinkKind
from buildings.operations import pictures
from buildings.operations.evidence import EvidenceFile
from buildings.quantities import SHANGHAI
from buildings.register import codes, locks, projects, records
from buildings.register.projects import ProjectLink, UpgradeProject

PICTURES: Final = tuple(pictures.FORMATS)
MOST: Final = 100
"""Photos of one project."""
SAID: Final = ("kind", "taken_on", "caption")

_L: Final = table_of(ProjectLink).c
_F: Final = table_of(EvidenceFile).c
_P: Final = table_of(UpgradeProject).c


@dataclass(frozen=True)
class Photo:
    """A picture with its file; None where it is a link."""

    row: ProjectLink
    file: EvidenceFile | None

    @property
    def code(self) -> str:
        """Public code, e.g. ``PH-0000012``."""
        return codes.code(codes.PHOTO, self.row.key)


def add(changes: Changes, project: UpgradeProject, values: records.Values, file: EvidenceFile | None) -> Photo:
    """Record a picture: an evidence file of the project's building, or its address (``url``).

    Raises
    ------
    InvalidValue
        The file is no picture or shows tax, the day taken is still to come, there are too many.
    Conflict
        The same picture stands already; names it.
    """
    locks.hold(changes, buildings=[project.building_id])
    _is_picture(file)
    _is_new(changes, project, values.get("url"), file)
    _judge(changes, project, {}, values)
    more = {"project_id": project.key, "added_by": changes.actor, "file_id": None if file is None else file.key}
    return Photo(records.create(changes, ProjectLink, {**values, **more}), file)


def set_link(changes: Changes, project: UpgradeProject, url: str, said: records.Values) -> bool:
    """What is said of the link of an address (``kind``, ``taken_on``, ``caption``); what is not said stays.

    Whether anything changed. InvalidValue as for a picture that is added, where anything of it changes.
    """
    locks.hold(changes, buildings=[project.building_id])
    same = next((one for one in projects.links_of(changes.session, project) if one.url == url), None)
    known = {} if same is None else {name: getattr(same, name) for name in SAID}
    _judge(changes, project, known, {**known, **said})
    if same is not None:
        return records.update(changes, same, said)
    records.create(changes, ProjectLink, {"project_id": project.key, "url": url, "added_by": changes.actor, **said})
    return True


def _is_picture(file: EvidenceFile | None) -> None:
    if file is None:
        return
    if file.kind not in {one.value for one in PICTURES}:
        known = tuple(one.value for one in PICTURES)
        raise InvalidValue("photo_kind", name=file.name, known=known, pointer="/file")
    if file.of_tax:
        raise InvalidValue("photo_of_tax", name=file.name, pointer="/file")


def _judge(changes: Changes, project: UpgradeProject, known: records.Values, values: records.Values) -> None:
    """Refuse what cannot be of a link as it will stand, unless it stands so already; ``known``: empty for a new one."""
    if values == known:
        return
    taken, today = values.get("taken_on"), changes.at.astimezone(SHANGHAI).date()
    if taken is not None and taken > today:
        raise InvalidValue("photo_to_come", day=taken, today=today, pointer="/taken_on")
    if values["kind"] == LinkKind.DOCUMENT:
        return
    if (known.get("kind"), known.get("taken_on")) != (values["kind"], taken):
        _beside_works(changes, project, values)
    if known.get("kind", LinkKind.DOCUMENT) == LinkKind.DOCUMENT and len(of_project(changes.session, project)) >= MOST:
        raise InvalidValue("photos_too_many", most=MOST)


def _beside_works(changes: Changes, project: UpgradeProject, values: records.Values) -> None:
    """Refuse a day that certainly lies on the wrong side of the works: one of before them after they were done."""
    works, taken = stages.works(projects.steps_of(changes.session, project)), values.get("taken_on")
    if taken is None:
        return
    begun, kind = None if works.began is None else works.began.first, Word(f"photo_of_{values['kind']}")
    if values["kind"] != LinkKind.BEFORE and begun is not None and taken < begun:
        raise InvalidValue("photo_before_works", kind=kind, day=taken, begun=begun, pointer="/taken_on")
    if values["kind"] != LinkKind.AFTER and works.done is not None and taken > works.done.last:
        raise InvalidValue("photo_after_works", kind=kind, day=taken, done=works.done.last, pointer="/taken_on")


def _is_new(changes: Changes, project: UpgradeProject, url: str | None, file: EvidenceFile | None) -> None:
    """Conflict when the address, or a file of the same bytes, is recorded of the project already."""
    same = _L.url == url if file is None else _F.sha256 == file.sha256
    found = changes.session.execute(_rows(project).where(same)).scalars().first()
    if found is not None and found.kind == LinkKind.DOCUMENT:
        raise Conflict("photo_is_document", url=found.url, project=project.code, pointer="/url")
    if found is not None:
        code = codes.code(codes.PHOTO, found.key)
        raise Conflict("photo_known", code=code, project=project.code, pointer="/url" if file is None else "/file")


def _rows(project: UpgradeProject) -> Select[Any]:
    """Standing links and files of a project."""
    rows = records.standing(ProjectLink, _L.project_id == project.key)
    return rows.outerjoin(table_of(EvidenceFile), _F.id == _L.file_id)


def of_project(session: Session, project: UpgradeProject) -> Sequence[Photo]:
    """Pictures in the order of the works, then of the days they were taken, then as they were recorded."""
    query = _rows(project).where(_L.kind != LinkKind.DOCUMENT.value).add_columns(EvidenceFile)
    found = [Photo(row, file) for row, file in session.execute(query)]
    order = [kind.value for kind in LinkKind]
    return sorted(found, key=lambda one: (order.index(one.row.kind), one.row.taken_on or dt.date.max, one.row.key))


def by_code(session: Session, project: UpgradeProject, code: str) -> Photo:
    """A standing picture of a project; NotFound."""
    key = codes.key(codes.PHOTO, code)
    found = next((one for one in of_project(session, project) if one.row.key == key), None)
    if found is None:
        raise NotFound(code=code)
    return found


def project_of(session: Session, code: str) -> str:
    """Code of the project that a picture belongs to; NotFound."""
    of_it = select(_P.code).join(table_of(ProjectLink), _L.project_id == _P.id)
    of_it = of_it.where(_L.id == codes.key(codes.PHOTO, code), _L.voided_at.is_(None), _P.voided_at.is_(None))
    found: str | None = session.execute(of_it).scalar_one_or_none()
    if found is None:
        raise NotFound(code=code)
    return found


def void(changes: Changes, project: UpgradeProject, photo: Photo, reason: str) -> None:
    """Take a picture out; the file stays as evidence of its building."""
    locks.hold(changes, buildings=[project.building_id])
    records.void(changes, photo.row, reason)
