"""What the command line shows: sentences, tables of issues, progress."""

import errno
import getpass
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from buildings.errors import DomainError, FileRejected, Misconfigured
from buildings.imports.issues import Issue, shown
from buildings.kinds import Origin
from buildings.settings import settings
from buildings.words import Language, label, labels, sentence, text
from buildings.workflows import progress as told

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
MOST_LINES = 50
MOST_ALIKE = 3
MOST_ROWS = 8
INTERRUPTED = 130


def language() -> Language:
    """First language of screens, also when another setting is wrong."""
    try:
        return settings().language
    except Misconfigured:
        return "en" if os.environ.get("LOUYU_LANGUAGE") == "en" else "zh"


def say(zh: str, en: str) -> str:
    """The text in the language of screens."""
    return en if language() == "en" else zh


def actor() -> str:
    """Who the audit entry names before there are accounts."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have no name
        return f"cli:{os.getuid()}"


def refuse(error: DomainError) -> int:
    """Say why not, with the issues of a rejected file; the exit code."""
    err.print(f"louyu: {_said(error)}", style="red", markup=False, soft_wrap=True)
    if isinstance(error, FileRejected):
        show_issues(error)
    return 1


def _said(error: DomainError) -> str:
    """Its sentence, which names the option before its full stop where one gave what is wrong."""
    said, option = sentence(error, language()), error.details.get("option")
    if option is None:
        return said
    body = said.rstrip("。.")
    return body + say(f"（选项 {option}）", f" (option {option})") + said[len(body) :]


def stopped() -> int:
    """What Ctrl-C leaves: what was committed stands, the rest was not begun; the exit code."""
    from buildings.database import commits

    named = labels("committed", language())
    kept = say("、", ", ").join(named.get(action, action) for action in commits.done())
    err.print(f"louyu: {text('edge', 'stopped_kept' if kept else 'stopped', language(), kept=kept)}", soft_wrap=True)
    return INTERRUPTED


def trouble(error: OSError) -> DomainError:
    """What a file or folder that cannot be read or written means to a person."""
    path = Path(str(error.filename or ""))
    if path.name.startswith("."):  # what is being written has a name of its own until it is whole
        path = path.parent
    code = errno.errorcode.get(error.errno or 0, "")
    try:
        reason = text("edge", f"errno_{code}", language())
    except KeyError:
        reason = error.strerror or str(error)
    return DomainError("file_trouble", path=path, reason=reason)


def show_issues(error: FileRejected) -> None:
    """Every issue of a rejected file as one sentence: file, sheet, row, column, what is wrong, what would be right."""
    issues = error.details.get("issues", ())
    if not isinstance(issues, tuple | list):
        return
    alike: dict[tuple[object, ...], list[Issue]] = {}
    for issue in issues:
        alike.setdefault((issue.slug, issue.sheet, issue.column, shown(issue.value), issue.reason()), []).append(issue)
    lines = []
    for same in alike.values():
        kept = same if len(same) <= MOST_ALIKE else same[:1]
        lines += [issue.say(language()) for issue in kept]
        if len(same) > len(kept):
            lines[-1] += _others([issue.row for issue in same[1:]])
    listed(lines, err)


def _others(rows: Sequence[int | None]) -> str:
    """Which rows have the same problem in the same column besides."""
    told = say("、", ", ").join(map(str, rows[:MOST_ROWS])) + ("…" if len(rows) > MOST_ROWS else "")
    return say(f"（另有 {len(rows)} 行同样：第 {told} 行）", f" ({len(rows)} more rows alike: {told})")


def listed(lines: Sequence[str], console: Console, most: int | None = MOST_LINES, hint: str = "") -> None:
    """Lines, the first of many; ``hint``: how to see them all."""
    for line in lines[:most]:
        console.print(f"  {line}", markup=False, soft_wrap=True)
    if most is not None and len(lines) > most:
        more = len(lines) - most
        how = hint and say(f"（{hint}）", f" ({hint})")
        console.print(say(f"  ……另有 {more} 处{how}", f"  … and {more} more{how}"))


@contextmanager
def progress() -> Iterator[told.Progress]:
    """A bar per stage; one plain line per stage when nobody watches."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[detail]}"),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int, detail: str = "", /) -> None:
            if stage not in tasks:
                named = text("edge", f"stage_{stage}", language())
                tasks[stage] = bars.add_task(named, total=None, detail="")
                if not err.is_terminal:
                    err.print(f"louyu: {named}", markup=False)
            shown = "" if done >= total else detail
            # one step cannot say how far it is: its bar pulses until it is done
            bars.update(tasks[stage], completed=done, total=None if total == 1 and not done else total, detail=shown)

        yield report


def origin_said(origin: str) -> None:
    """示范数据 at the head of what demonstration data say."""
    if origin == Origin.DEMONSTRATION:
        out.print(label("origin", Origin.DEMONSTRATION, language()), markup=False)
