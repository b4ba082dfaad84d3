"""What the command line shows: sentences, tables of issues, progress."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from buildings.errors import DomainError, FileRejected
from buildings.settings import settings
from buildings.words import Language, sentence

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
MOST_ISSUES = 50


def language() -> Language:
    """First language of screens."""
    return settings().language


def say(zh: str, en: str) -> str:
    """The text in the language of screens."""
    return en if language() == "en" else zh


def actor() -> str:
    """Who the audit entry names before there are accounts."""
    return f"cli:{getpass.getuser()}"


def refuse(error: DomainError) -> int:
    """Say why not, with the issues of a rejected file; the exit code."""
    err.print(f"louyu: {sentence(error, language())}", style="red", markup=False)
    if isinstance(error, FileRejected):
        show_issues(error)
    return 1


def show_issues(error: FileRejected) -> None:
    """The issues of a rejected file: sheet, row, column, value, reason."""
    issues = error.details.get("issues", ())
    if not isinstance(issues, tuple | list) or not issues:
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in (
        say("文件", "file"),
        say("工作表", "sheet"),
        say("行", "row"),
        say("列", "column"),
        say("值", "value"),
    ):
        table.add_column(head, overflow="fold")
    table.add_column(say("问题", "problem"), overflow="fold", ratio=1)
    for issue in issues[:MOST_ISSUES]:
        cells = (issue.file, issue.sheet, issue.row, issue.column, issue.value, issue.reason(language()))
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    err.print(table, markup=False)
    if len(issues) > MOST_ISSUES:
        err.print(say(f"……另有 {len(issues) - MOST_ISSUES} 处", f"… and {len(issues) - MOST_ISSUES} more"))


class Report(Protocol):
    """How long work tells how far it is."""

    def __call__(self, text: str, done: int, total: int) -> None:
        """Say what is being done, and how much of it."""


@contextmanager
def progress() -> Iterator[Report]:
    """A progress bar per text; plain lines when nobody watches."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as bars:
        tasks: dict[str, int] = {}

        def report(text: str, done: int, total: int) -> None:
            if text not in tasks:
                tasks[text] = bars.add_task(text, total=total)
                if not err.is_terminal:
                    err.print(f"louyu: {text}", markup=False)
            bars.update(tasks[text], completed=done, total=total)  # type: ignore[arg-type]

        yield report
