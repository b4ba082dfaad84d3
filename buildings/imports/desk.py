"""The import desk: read files, check them against the register, write what they bring; all or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from buildings import tables
from buildings.database.work import Changes
from buildings.errors import FileRejected, WrongOrigin
from buildings.imports import differences, layout, workbook, writer
from buildings.imports.issues import Issue
from buildings.imports.kinds import buildings, enterprises, leases, projects, rooms, scores, splits, taxes
from buildings.imports.kinds.common import Kind, Session
from buildings.imports.plans import Difference, Plan, Replaced
from buildings.imports.workbook import Workbook
from buildings.kinds import Origin
from buildings.operations import batches, stamp
from buildings.quantities import SHANGHAI
from buildings.register import locks, lookup
from buildings.register.tables.buildings import Building
from buildings.register.tables.units import Unit

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, and how much there is."""

_CHUNK: Final = 5_000
KINDS: Final[dict[str, Kind]] = {
    "enterprises": enterprises,
    "buildings": buildings,
    "rooms": rooms,
    "leases": leases,
    "projects": projects,
    "scores": scores,
    "taxes": taxes,
    "splits": splits,
}


@dataclass(frozen=True)
class Outcome:
    """What one file brought; of the ``absent`` records ``left_out`` are an office's own, ``named`` public sources'."""

    filename: str
    kind: str
    new: int
    changed: int
    unchanged: int
    absent: int
    month: int | None = None
    differences: tuple[Difference, ...] = ()
    left_out: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    notes: tuple[Issue, ...] = ()
    replaced: Replaced | None = None

    @property
    def idle(self) -> bool:
        """Whether nothing changed by it."""
        return not (self.new or self.changed)


def silent(_text: str, _done: int, _total: int) -> None:
    """No progress shown."""


def read(path: Path, kind: str | None = None, month: int | None = None) -> Workbook:
    """Typed rows of one workbook, with what was met in its log."""
    book = workbook.read(path, kind)
    book.month = month
    return book


def read_all(paths: Sequence[Path], *, progress: Progress = silent) -> list[Workbook]:
    """Workbooks in the order their kinds are imported; FileRejected when one cannot be read at all."""
    books = []
    for done, path in enumerate(paths):
        progress(path.name, done, len(paths))
        book = read(path)
        if book.map is None or not book.layout.columns:
            raise rejection(book)
        books.append(book)
    progress("", len(paths), len(paths))
    order = {kind: found.order for kind, found in tables.maps().items()}
    return sorted(books, key=lambda book: (order[book.kind], book.name))


def check(session: Session, book: Workbook) -> Plan:
    """What a workbook would write, compared with the register as the session sees it; problems go to its log."""
    plan = KINDS[book.kind].check(session, book)
    plan.differences = differences.in_words(session, book, plan.differences)
    return plan


def preview(session: Session, book: Workbook) -> Plan:
    """``check``, with FileRejected when anything is wrong."""
    plan = check(session, book)
    if book.log:
        raise rejection(book)
    return plan


def write(changes: Changes, book: Workbook, plan: Plan) -> Outcome:
    """Write what ``preview`` planned in the same unit of work."""
    if plan.idle:
        return _outcome(book, plan)
    writer.write(changes, book, plan)
    if book.log:
        raise rejection(book)
    batches.record(changes, book.kind, book.name, book.sha256, counts=plan.counts(), month=plan.month)
    return _outcome(book, plan)


def write_all(changes: Changes, books: Sequence[Workbook], *, progress: Progress = silent) -> tuple[Outcome, ...]:
    """Check and write workbooks one after the other: later files may speak of what earlier ones brought.

    Raises
    ------
    FileRejected
        Names every issue of the first file that has any; the unit of work must then end without a commit.
    WrongOrigin
        Demonstration files for a database that is not stamped for them, or the other way round.
    """
    _same_origin(changes, books)
    outcomes = []
    for done, book in enumerate(books):
        progress(book.name, done, len(books))
        book = book.afresh()  # noqa: PLW2901 - a unit of work that is tried again starts from the file
        book.day = changes.at.astimezone(SHANGHAI).date()
        _hold(changes, book)
        outcomes.append(write(changes, book, preview(changes.session, book)))
    progress("", len(books), len(books))
    return tuple(outcomes)


def rejection(book: Workbook) -> FileRejected:
    """The refusal of a file, with its issues in order of rows."""
    found = sorted(book.log, key=lambda issue: issue.row or 0)
    return FileRejected(file=book.name, count=len(found), issues=tuple(found))


def _same_origin(changes: Changes, books: Sequence[Workbook]) -> None:
    origin = stamp.origin(changes.session)
    if any(book.origin != origin for book in books):
        raise WrongOrigin
    changes.origin = Origin.REAL
    layout.ensure(changes)
    changes.origin = origin


def _hold(changes: Changes, book: Workbook) -> None:
    """Lock the file's buildings, or their units before space is reckoned: nobody decides on or lets them meanwhile."""
    if book.kind not in ("buildings", "projects", "rooms", "leases", "scores"):
        return
    codes = set(book.column("code" if book.kind == "buildings" else "building_code"))
    named = {row.id for row in lookup.rows(changes.session, Building) if row.code in codes}
    if book.kind in ("buildings", "projects", "scores"):
        locks.hold(changes, buildings=sorted(named))
        return
    keys = [row.id for row in lookup.rows(changes.session, Unit) if row.building_id in named]
    for start in range(0, len(keys), _CHUNK):
        locks.hold(changes, units=keys[start : start + _CHUNK])


def _outcome(book: Workbook, plan: Plan) -> Outcome:
    counts = plan.counts()
    return Outcome(
        book.name,
        book.kind,
        counts["new"],
        counts["changed"],
        counts["unchanged"],
        counts["absent"],
        plan.month,
        tuple(plan.differences),
        tuple(code for code in plan.absent if code not in plan.named),
        tuple(plan.named),
        tuple(book.log.notes),
        plan.replaced,
    )
