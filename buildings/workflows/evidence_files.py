"""Evidence files for somebody: taken in and given out within reach; what shows tax only to who may see tax."""

from collections.abc import Sequence
from dataclasses import dataclass

from buildings import parameters
from buildings.access import clock, grants
from buildings.access.principals import Principal
from buildings.access.roles import Permission
from buildings.database import work
from buildings.database.engine import Engine
from buildings.database.work import Changes
from buildings.errors import Forbidden, NotFound
from buildings.kinds import MediaType
from buildings.operations import evidence
from buildings.operations.evidence import Checked, EvidenceFile, Sent
from buildings.register import codes, records
from buildings.register.tables.buildings import Building
from buildings.register.views import asking
from buildings.register.views.evidence import EVIDENCE_FILES
from buildings.reports.extract import Extract
from buildings.words import Language
from buildings.workflows import rating_scope, reading

ADD = "add_evidence"  # as the audit calls it


@dataclass(frozen=True)
class Given:
    """A file as it is given out."""

    name: str
    media_type: str
    content: bytes


def checked(sent: Sent) -> Checked:
    """A file that may be kept; TooLarge, InvalidValue. Asked for before a unit of work begins."""
    pixels = int(parameters.resolve("access.picture_megapixels", clock.today()).value) * 10**6
    return evidence.check(sent, most_bytes=most_bytes(), most_pixels=pixels)


def add(changes: Changes, who: Principal, building: str, file: Checked) -> EvidenceFile:
    """Keep a file about a building within reach; NotFound."""
    origin = str(changes.origin)
    home = rating_scope.building(changes.session, who, building, origin, Permission.RECORD_RATINGS)
    return evidence.keep(changes, home.key, file)


def most_bytes() -> int:
    """What a file may have."""
    return int(parameters.resolve("access.evidence_megabytes", clock.today()).value) * 2**20


def given(engine: Engine, who: Principal, code: str, origin: str) -> Given:
    """A file of a building within reach; NotFound, also for one that shows tax to who may not see it."""
    with work.reading(engine) as session:
        row = evidence.by_key(session, codes.key(codes.EVIDENCE, code), origin)
        home = records.by_key(session, Building, row.building_id)
        hidden = row.of_tax and not rating_scope.looks(who)
        if hidden or not rating_scope.reaches(who, Permission.SEE_RATINGS, home):
            raise NotFound(code=code)
        found = Given(row.name, evidence.KINDS[MediaType(row.kind)], evidence.content(session, row))
        of_tax = row.of_tax
    if of_tax:
        rating_scope.note_look(engine, who, f"evidence {code}")
    return found


def listed(
    engine: Engine, who: Principal, origin: str, pairs: Sequence[tuple[str, str]], language: Language
) -> Extract:
    """Files as asked for by the parameters that the API takes; Forbidden for who sees no assessments."""
    if grants.subdistricts(reading.held_by(who), Permission.SEE_RATINGS) == frozenset():
        raise Forbidden("evidence_unpublished")
    asked = asking.parse(EVIDENCE_FILES, pairs, staff=True)
    with reading.opened(engine, who, origin, EVIDENCE_FILES, asked) as desk:
        return reading.extract(desk, desk.whole(), language)


def described(row: EvidenceFile, building: str) -> dict[str, object]:
    """What is said of a file."""
    return {
        "code": code_of(row),
        "building": building,
        "name": row.name,
        "media_type": evidence.KINDS[MediaType(row.kind)],
        "size_bytes": row.size_bytes,
        "sha256": row.sha256,
        "of_tax": row.of_tax,
        "added_by": row.added_by,
        "added_at": row.recorded_at.isoformat(),
    }


def code_of(row: EvidenceFile) -> str:
    """Public code of a file."""
    return codes.code(codes.EVIDENCE, row.key)
