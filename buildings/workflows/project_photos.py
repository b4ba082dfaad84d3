"""改造照片 for somebody: recorded by who records the project, seen by who sees it, given out as they came."""

from pathlib import Path

from buildings.access.principals import Principal
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes
from buildings.errors import InvalidValue, NotFound, TooLarge
from buildings.kinds import MediaType, Origin
from buildings.operations import evidence
from buildings.operations.evidence import EvidenceFile, Sent
from buildings.register import codes, locks, photos
from buildings.register.photos import Photo
from buildings.register.projects import UpgradeProject
from buildings.workflows import evidence_files, projects, rating_scope
from buildings.workflows.evidence_files import Given
from buildings.workflows.opening import Prepared
from buildings.workflows.project_shapes import PhotoSaid
from buildings.workflows.projects import Json

ADD, VOID = "project_photo", "project_photo_void"  # as the audit calls them


def add(changes: Changes, who: Principal, code: str, version: int, said: PhotoSaid) -> str:
    """A picture of a project; its code.

    Raises
    ------
    NotFound
        The project is not there, nor a file of that code about its building.
    InvalidValue, Conflict, BeyondScope, StaleVersion
        What the register refuses, or the project is not the asker's to record of as it stands.
    """
    said.checked()
    row = projects.held(changes, who, code, version)
    return _add(changes, row, said, _file(changes, who, row, said.file)).code


def _add(changes: Changes, row: UpgradeProject, said: PhotoSaid, file: EvidenceFile | None) -> Photo:
    values = {"kind": said.when, "url": said.url, "taken_on": said.taken_on, "caption": said.caption}
    return photos.add(changes, row, values, file)


def _file(changes: Changes, who: Principal, row: UpgradeProject, code: str | None) -> EvidenceFile | None:
    """A file about the building of the project, as far as somebody may know of it."""
    if code is None:
        return None
    try:
        found = evidence.by_key(changes.session, codes.key(codes.EVIDENCE, code), str(changes.origin))
    except NotFound as error:
        raise NotFound(code=code, pointer="/file") from error
    if found.building_id != row.building_id or (found.of_tax and not rating_scope.looks(who)):
        raise NotFound(code=code, pointer="/file")
    return found


def void(changes: Changes, who: Principal, code: str, version: int, photo: str, reason: str) -> None:
    """Take out a picture recorded by mistake; its file stays as evidence."""
    row = projects.held(changes, who, code, version)
    photos.void(changes, row, photos.by_code(changes.session, row, photo), reason)


def listed(engine: Engine, code: str, origin: str) -> list[Json]:
    """Pictures of a project, for who may see projects; NotFound."""
    with work.reading(engine) as session:
        row = projects.standing(session, code, origin)
        return [projects.described(one) for one in photos.of_project(session, row)]


def given(engine: Engine, code: str, photo: str, origin: str) -> Given:
    """The file of a picture, for who may see projects; NotFound, also for one that lies elsewhere."""
    with work.reading(engine) as session:
        found = photos.by_code(session, projects.standing(session, code, origin), photo)
        if found.file is None:
            raise NotFound("photo_elsewhere", url=found.row.url)
        kind = evidence.KINDS[MediaType(found.file.kind)]
        return Given(found.file.name, kind, evidence.content(session, found.file))


def add_by_command(prepared: Prepared, code: str, said: PhotoSaid, path: Path | None, *, actor: str) -> str:
    """The same for who has the machine: a picture file of it, kept as evidence of the building, or a link."""
    file = None if path is None else evidence_files.checked(_read(path))
    if file is None:
        said.checked()

    def do(changes: Changes) -> str:
        row = _locked(changes, code, prepared.origin)
        return _add(changes, row, said, None if file is None else evidence.keep(changes, row.building_id, file)).code

    return work.run(prepared.engine, do, actor=actor, action=ADD, origin=Origin(prepared.origin))


def _read(path: Path) -> Sent:
    """A file, unless it is larger than is taken."""
    most = evidence_files.most_bytes()
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise InvalidValue("photo_file_missing", path=path) from error
    if len(content) > most:
        raise TooLarge("evidence_too_large", megabytes=most // 2**20)
    return Sent(path.name, content)


def void_by_command(prepared: Prepared, photo: str, reason: str, *, actor: str) -> str:
    """Take out a picture; the code of its project."""

    def do(changes: Changes) -> str:
        row = _locked(changes, photos.project_of(changes.session, photo), prepared.origin)
        photos.void(changes, row, photos.by_code(changes.session, row, photo), reason)
        return row.code

    return work.run(prepared.engine, do, actor=actor, action=VOID, origin=Origin(prepared.origin))


def _locked(changes: Changes, code: str, origin: str) -> UpgradeProject:
    row = projects.standing(changes.session, code, origin)
    locks.settle(changes, buildings=[row.building_id])
    return projects.standing(changes.session, code, origin)
