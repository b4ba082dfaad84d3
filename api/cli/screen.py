"""What the command line shows: sentences, tables of issues, progress."""

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from buildings.errors import DomainError, FileRejected
from buildings.settings import settings
from buildings.words import Language, sentence

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
MOST_LINES = 50


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
    """Every issue of a rejected file as one sentence: file, sheet, row, column, what is wrong, what would be right."""
    issues = error.details.get("issues", ())
    if not isinstance(issues, tuple | list):
        return
    listed([issue.say(language()) for issue in issues], err)


def listed(lines: Sequence[str], console: Console) -> None:
    """Lines, the first of many."""
    for line in lines[:MOST_LINES]:
        console.print(f"  {line}", markup=False, soft_wrap=True)
    if len(lines) > MOST_LINES:
        more = len(lines) - MOST_LINES
        console.print(say(f"  ……另有 {more} 处", f"  … and {more} more"))


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
