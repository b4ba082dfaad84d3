"""凭证文件: certificates, photos and sheets that a record leans on, kept in the database whole and as they came.

What a file is, its first bytes say; a name of another of the kinds that are taken is refused, and so is a picture that
is not whole. Equal contents are kept once.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from buildings.database import upserts
from buildings.database.base import Record, table_args
from buildings.database.types import Slug, one_of
from buildings.database.work import Changes, Session
from buildings.errors import InvalidValue, NotFound, TooLarge
from buildings.kinds import MediaType
from buildings.operations import pictures

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: Final = {
    MediaType.PDF: "application/pdf",
    MediaType.JPEG: "image/jpeg",
    MediaType.PNG: "image/png",
    MediaType.WEBP: "image/webp",
    MediaType.XLSX: XLSX,
}
"""Media types by kind."""

_LONGEST: Final = 120  # characters of a name
_SHEET: Final = b"xl/workbook.xml"  # the part that makes a zip a workbook
_STARTS: Final[dict[MediaType, Callable[[bytes], bool]]] = {
    MediaType.PDF: lambda content: content.startswith(b"%PDF-"),
    MediaType.JPEG: lambda content: content.startswith(b"\xff\xd8\xff"),
    MediaType.PNG: lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    MediaType.WEBP: lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP",
    MediaType.XLSX: lambda content: content.startswith(b"PK\x03\x04") and _SHEET in content,
}


_ENDINGS: Final = {kind.value: kind for kind in MediaType} | {"jpg": MediaType.JPEG}


class EvidenceContent(SQLModel, table=True):
    """The bytes of a file, under their digest; never changed."""

    __tablename__ = "evidence_contents"

    sha256: str = Field(primary_key=True, max_length=64)
    content: bytes = Field(sa_type=LargeBinary)


class EvidenceFile(Record, table=True):
    """A file about a building. ``of_tax``: it shows tax, so it is for tax officers alone."""

    __tablename__ = "evidence_files"
    __table_args__ = table_args(one_of("kind", MediaType))

    building_id: int = Field(foreign_key="buildings.id", index=True)
    name: str = Field(max_length=_LONGEST)
    kind: str = Field(sa_type=Slug)
    size_bytes: int
    sha256: str = Field(foreign_key="evidence_contents.sha256", max_length=64)
    of_tax: bool = False
    added_by: str


_C: Final = EvidenceContent.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Sent:
    """A file as it comes."""

    name: str
    content: bytes
    of_tax: bool = False


@dataclass(frozen=True)
class Checked:
    """A file that may be kept, and what it is."""

    sent: Sent
    kind: MediaType


def check(sent: Sent, *, most_bytes: int, most_pixels: int) -> Checked:
    """Look at a file before anything is locked: a large picture takes a second.

    Raises
    ------
    TooLarge, InvalidValue
        It is larger than is taken; it is empty, none of the kinds that are taken, of another kind than its name says,
        or a picture that does not decode to its end or has too many pixels.
    """
    if len(sent.content) > most_bytes:
        raise TooLarge("evidence_too_large", megabytes=most_bytes // 2**20)
    kind = next((kind for kind, starts in _STARTS.items() if starts(sent.content)), None)
    if kind is None:
        raise InvalidValue("evidence_kind", name=sent.name, known=tuple(kind.value for kind in MediaType))
    named = _ENDINGS.get(sent.name.rpartition(".")[2].lower(), kind)
    if named is not kind:
        raise InvalidValue("evidence_misnamed", name=sent.name, named=named.value, kind=kind.value)
    if kind in pictures.FORMATS:
        pictures.check(sent.name, sent.content, kind, most_pixels)
    return Checked(sent, kind)


def keep(changes: Changes, building_id: int, checked: Checked) -> EvidenceFile:
    """Keep a file that was looked at."""
    sent, kind = checked.sent, checked.kind
    digest = hashlib.sha256(sent.content).hexdigest()
    changes.session.execute(
        upserts.insert(changes.session, _C).on_conflict_do_nothing(), {"sha256": digest, "content": sent.content}
    )
    row = EvidenceFile(
        building_id=building_id,
        name=_named(sent.name, kind),
        kind=kind.value,
        size_bytes=len(sent.content),
        sha256=digest,
        of_tax=sent.of_tax,
        added_by=changes.actor,
    )
    changes.session.add(row)
    changes.session.flush()
    return row


def _named(name: str, kind: MediaType) -> str:
    """The name without folders and control characters, ending as the kind does."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(char for char in bare if char.isprintable()).strip(" .")
    stem = clean.rpartition(".")[0] or clean or "evidence"
    ending = f".{kind.value}"
    return stem[: _LONGEST - len(ending)] + ending


def by_key(session: Session, key: int, origin: str) -> EvidenceFile:
    """A standing file; NotFound."""
    row = session.get(EvidenceFile, key)
    if row is None or row.voided_at is not None or row.origin != origin:
        raise NotFound(code=f"F-{key:07d}")
    return row


def content(session: Session, row: EvidenceFile) -> bytes:
    """The bytes of a file, as they came."""
    found = session.get_one(EvidenceContent, row.sha256).content
    return bytes(found)
