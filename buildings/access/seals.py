"""Seals over the audit: entries and what they wrote, hashed in batches, each seal chained to the one before."""

import datetime as dt
import hashlib
import json
import struct
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import func, select
from sqlmodel import Field, Session, SQLModel

from buildings.access import canonical
from buildings.access.canonical import Line
from buildings.database.entries import AuditEntry
from buildings.database.types import Document, Key, Slug, Utc
from buildings.errors import Conflict

BATCH: Final = 2_000  # entries under one seal
_LEAF: Final = struct.Struct(">qi8s")  # key and version of a record, and the begin of its line's digest
Part = Mapping[str, Any]
Leaves = dict[tuple[int, int], bytes]


class AuditSeal(SQLModel, table=True):
    """One sealed batch of audit entries, first to last included.

    ``parts`` says for each table that the entries wrote to which columns are covered, how many lines and their digest.
    """

    __tablename__ = "audit_seals"

    id: int | None = Field(default=None, primary_key=True, sa_type=Key)
    first_entry: int = Field(sa_type=Key)
    last_entry: int = Field(sa_type=Key, unique=True)
    entries: int
    sha256: str
    parts: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    previous_sha256: str
    at: dt.datetime = Field(sa_type=Utc)


class AuditLeaves(SQLModel, table=True):
    """What names the line that does not fit: short digests of the lines of one part of a seal."""

    __tablename__ = "audit_leaves"

    seal_id: int = Field(primary_key=True, foreign_key="audit_seals.id", sa_type=Key)
    part: str = Field(primary_key=True, sa_type=Slug)
    leaves: bytes


class Digested(NamedTuple):
    """How many lines there were, the digest of all of them, and short digests of each."""

    lines: int
    sha256: str
    leaves: bytes


@dataclass(frozen=True)
class Batch:
    """A seal that is ready to be set, with the leaves of its parts."""

    seal: AuditSeal
    leaves: Mapping[str, bytes]


_S = AuditSeal.__table__.c  # type: ignore[attr-defined]
_E = AuditEntry.__table__.c  # type: ignore[attr-defined]


def newest(session: Session) -> AuditSeal | None:
    """The last seal of the chain."""
    found: AuditSeal | None = session.execute(select(AuditSeal).order_by(_S.id.desc()).limit(1)).scalar_one_or_none()
    return found


def unsealed(session: Session) -> int:
    """Entries after the last seal."""
    last = newest(session)
    query = select(func.count()).select_from(AuditEntry).where(_E.id > (0 if last is None else last.last_entry))
    found: int = session.execute(query).scalar_one()
    return found


def prepare(session: Session, boundary: int, now: dt.datetime, most: int = BATCH) -> Batch | None:
    """The seal over the next entries up to a boundary; None when there are none."""
    last = newest(session)
    after = 0 if last is None else last.last_entry
    wanted = select(_E.id).where(_E.id > after, _E.id <= boundary).order_by(_E.id).limit(most)
    keys = session.execute(wanted).scalars().all()
    if not keys:
        return None
    parts: dict[str, Part] = {}
    leaves: dict[str, bytes] = {}
    for name in canonical.names():
        covered = canonical.columns(name)
        found = digested(canonical.lines(session, name, covered, after + 1, keys[-1]))
        if found.lines:
            parts[name] = {"columns": list(covered), "count": found.lines, "sha256": found.sha256}
            leaves[name] = zlib.compress(found.leaves, 1)
    seal = AuditSeal(
        id=1 if last is None else (last.id or 0) + 1,
        first_entry=after + 1,
        last_entry=keys[-1],
        entries=len(keys),
        parts=parts,
        previous_sha256="" if last is None else last.sha256,
        sha256="",
        at=now,
    )
    seal.sha256 = hashed(seal)
    return Batch(seal, leaves)


def set_(session: Session, batch: Batch) -> None:
    """Write a seal; Conflict when another one was set meanwhile."""
    last = newest(session)
    if (batch.seal.previous_sha256, batch.seal.id) != (
        "" if last is None else last.sha256,
        1 if last is None else (last.id or 0) + 1,
    ):
        raise Conflict("sealed_meanwhile")
    session.add(AuditSeal(**batch.seal.model_dump()))
    session.flush()
    number = batch.seal.id or 0
    session.add_all(AuditLeaves(seal_id=number, part=name, leaves=leaves) for name, leaves in batch.leaves.items())
    session.flush()


def hashed(seal: AuditSeal) -> str:
    """sha256 over the previous seal and all that this one says."""
    said = [
        seal.previous_sha256,
        seal.id,
        seal.first_entry,
        seal.last_entry,
        seal.entries,
        seal.at.isoformat(),
        seal.parts,
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digested(lines: Iterable[Line]) -> Digested:
    """The digest of lines in their order, and a short one of each."""
    whole, leaves, count = hashlib.sha256(), bytearray(), 0
    for line in lines:
        whole.update(line.text + b"\n")
        leaves += _LEAF.pack(line.key, line.version, hashlib.sha256(line.text).digest()[:8])
        count += 1
    return Digested(count, whole.hexdigest(), bytes(leaves))


def named(leaves: bytes) -> Leaves:
    """Short digests by key and version."""
    return {(key, version): digest for key, version, digest in _LEAF.iter_unpack(leaves)}


def kept(session: Session, seal: int, part: str) -> Leaves:
    """Short digests as they were sealed; none when somebody made something else of them."""
    row = session.get(AuditLeaves, (seal, part))
    try:
        return {} if row is None else named(zlib.decompress(row.leaves))
    except (zlib.error, struct.error):
        return {}


def chain(session: Session) -> Sequence[AuditSeal]:
    """All seals in their order."""
    return session.execute(select(AuditSeal).order_by(_S.id)).scalars().all()


def sealing(session: Session, entries: Collection[int]) -> dict[int, int]:
    """Number of the seal over each entry that has one."""
    if not entries:
        return {}
    query = select(_S.id, _S.first_entry, _S.last_entry).where(
        _S.last_entry >= min(entries), _S.first_entry <= max(entries)
    )
    over = session.execute(query).all()
    return {entry: number for number, first, last in over for entry in entries if first <= entry <= last}
