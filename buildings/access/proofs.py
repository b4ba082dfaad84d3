"""Whether the audit is what was sealed: every batch recomputed, in one pass over each table; misfits by name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final

from shapely.errors import ShapelyError
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from buildings.access import canonical, seals
from buildings.access.seals import AuditSeal

MOST: Final = 20  # misfits named of one part of a seal

UNREADABLE: Final = (ValueError, TypeError, DBAPIError, ShapelyError)


class Kind(StrEnum):
    """What does not fit."""

    SEAL_MISSING = "seal_missing"
    SEAL_CHANGED = "seal_changed"
    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True)
class Misfit:
    """One thing that is not as it was sealed: a seal, an entry, or a version of a record of a table."""

    kind: Kind
    seal: int
    table: str = ""
    key: int = 0
    version: int = 0


@dataclass(frozen=True)
class Proof:
    """What a verification found: misfits in the order of the seals, seals and entries that fit, entries not sealed."""

    misfits: Sequence[Misfit]
    seals: int
    entries: int
    unsealed: int
    newest: str


def verify(session: Session, noted: str | None = None) -> Proof:
    """Recompute everything that was sealed. ``noted``: a seal somebody wrote down, which must still be in the chain."""
    chain = seals.chain(session)
    found = [*_broken(chain)]
    if noted is not None and noted not in {seal.sha256 for seal in chain}:
        found.append(Misfit(Kind.SEAL_MISSING, 0))
    for name in canonical.names():
        found += _unfit(session, name, chain)
    found += _unknown(chain)
    found.sort(key=lambda one: (one.seal, one.table != canonical.ENTRIES, one.table, one.key, one.version))
    newest = chain[-1].sha256 if chain else ""
    return Proof(found, len(chain), sum(seal.entries for seal in chain), seals.unsealed(session), newest)


def _unknown(chain: Sequence[AuditSeal]) -> Iterator[Misfit]:
    """Parts over tables that are gone."""
    known = set(canonical.names())
    for seal in chain:
        yield from (Misfit(Kind.MISSING, seal.id or 0, name) for name in seal.parts.keys() - known)


def _broken(chain: Sequence[AuditSeal]) -> Iterator[Misfit]:
    """Seals that are gone or that say something else than they said."""
    number, last, digest = 0, 0, ""
    for seal in chain:
        key = seal.id or 0
        yield from (Misfit(Kind.SEAL_MISSING, gone) for gone in range(number + 1, key))
        follows = key > number + 1 or (seal.previous_sha256 == digest and seal.first_entry == last + 1)
        if not follows or seals.hashed(seal) != seal.sha256:
            yield Misfit(Kind.SEAL_CHANGED, key)
        number, last, digest = key, seal.last_entry, seal.sha256


@dataclass(frozen=True)
class _Run:
    """Neighbouring seals that cover the same columns of a table: they are read in one go."""

    columns: tuple[str, ...]
    chain: Sequence[AuditSeal]


def _runs(name: str, chain: Sequence[AuditSeal]) -> Iterator[_Run]:
    known = canonical.columns(name)
    covered: list[tuple[AuditSeal, tuple[str, ...]]] = []
    for seal in chain:
        part = seal.parts.get(name)
        known = known if part is None else tuple(part["columns"])
        covered.append((seal, known))
    for columns, group in groupby(covered, lambda pair: pair[1]):
        yield _Run(columns, [seal for seal, _ in group])


def _unfit(session: Session, name: str, chain: Sequence[AuditSeal]) -> Iterator[Misfit]:
    for run in _runs(name, chain):
        try:
            bad = [seal for seal, found in _recomputed(session, name, run) if not _fits(seal, name, found)]
        except UNREADABLE:  # a value that is no value of its column: seal by seal, to say under which it stands
            bad = list(run.chain) if len(run.chain) == 1 else []
            for seal in () if bad else run.chain:
                yield from _unfit(session, name, [seal])
        for seal in bad:
            yield from _named(session, name, run.columns, seal)


def _recomputed(session: Session, name: str, run: _Run) -> Iterator[tuple[AuditSeal, tuple[int, str]]]:
    """Count and digest of each seal's lines now; seals without lines are told too."""
    first, last = run.chain[0].first_entry, run.chain[-1].last_entry
    lines = canonical.lines(session, name, run.columns, first, last)
    line = next(lines, None)
    for seal in run.chain:
        while line is not None and line.entry < seal.first_entry:  # of a seal that is missing
            line = next(lines, None)

        def of_seal(until: int = seal.last_entry) -> Iterator[canonical.Line]:
            nonlocal line
            while line is not None and line.entry <= until:
                yield line
                line = next(lines, None)

        found = seals.digested(of_seal())
        yield seal, (found.lines, found.sha256)


def _fits(seal: AuditSeal, name: str, found: tuple[int, str]) -> bool:
    part = seal.parts.get(name)
    return found[0] == 0 if part is None else found == (part["count"], part["sha256"])


def _named(session: Session, name: str, columns: Sequence[str], seal: AuditSeal) -> list[Misfit]:
    """Which lines of a part differ, by the short digests kept of them."""
    number = seal.id or 0
    try:
        lines = canonical.lines(session, name, columns, seal.first_entry, seal.last_entry)
        now = seals.named(seals.digested(lines).leaves)
    except UNREADABLE:
        return [Misfit(Kind.CHANGED, number, name)]
    then = seals.kept(session, number, name)
    found = [Misfit(Kind.CHANGED, number, name, *place) for place in then if place in now and now[place] != then[place]]
    found += [Misfit(Kind.MISSING, number, name, *place) for place in then.keys() - now.keys()]
    found += [Misfit(Kind.ADDED, number, name, *place) for place in now.keys() - then.keys()]
    found.sort(key=lambda one: (one.key, one.version))
    return found[:MOST] or [Misfit(Kind.CHANGED, number, name)]
