"""Writes the workbooks of a demonstration district, and keeps them by seed."""

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from buildings import tables
from buildings.demo import workbooks
from buildings.demo.district import draw
from buildings.demo.model import District, TaxMonth
from buildings.demo.plan import FULL, VERSION, Plan
from buildings.quantities import format_month

Progress = Callable[[str, int, int], None]
"""Called with (file just written, files written, files in all)."""

_MONTHS: Final = 26
_REGISTERS: Final = ("enterprises", "buildings", "rooms", "leases", "projects", "scores", "splits")
_SET: Final = "ps2"  # which files there are, and which edition of them: a cache of other ones is of no use
_WORTH_A_HELPER: Final = 6  # months from which a second process pays for its start
_PARTIAL: Final = ".demo-partial-"


def write(
    folder: Path,
    *,
    last_month: int,
    seed: int = 1,
    months: int = _MONTHS,
    buildings: int = FULL,
    progress: Progress | None = None,
) -> list[Path]:
    """Write all workbooks into a folder; the same arguments give the same bytes. Paths in the order of import."""
    plan = Plan(seed, months, last_month, buildings)
    folder.mkdir(parents=True, exist_ok=True)
    district = draw(plan)
    total = len(_REGISTERS) + months
    for done, path in enumerate(_each(folder, plan, district), 1):
        if progress is not None:
            progress(path.name, done, total)
    return paths(folder, months=months, last_month=last_month)


def paths(folder: Path, *, months: int, last_month: int) -> list[Path]:
    """Where the workbooks of these months stand, in the order of import."""
    known = tables.maps()
    taxes = [
        folder / known["taxes"].filename.replace("{month}", format_month(month))
        for month in range(last_month - months + 1, last_month + 1)
    ]
    first = [folder / known[kind].filename for kind in _REGISTERS[:-1]]
    return [*first, *taxes, folder / known["splits"].filename]


def cached(
    cache: Path,
    *,
    last_month: int,
    seed: int = 1,
    months: int = _MONTHS,
    buildings: int = FULL,
    progress: Progress | None = None,
) -> list[Path]:
    """Workbooks from the cache, written first if need be; a killed run leaves no half cache."""
    folder = cache / f"demo-{VERSION}{_SET}-{seed}-{months}-{format_month(last_month)}-{buildings}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        _sweep(cache)
        partial = Path(tempfile.mkdtemp(prefix=f"{_PARTIAL}{os.getpid()}-", dir=cache))
        try:
            write(partial, last_month=last_month, seed=seed, months=months, buildings=buildings, progress=progress)
            with contextlib.suppress(OSError):  # another process was first: its files are the same
                partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return paths(folder, months=months, last_month=last_month)


def _sweep(cache: Path) -> None:
    """Remove what killed runs left."""
    for left in cache.glob(f"{_PARTIAL}*"):
        try:
            os.kill(int(left.name.removeprefix(_PARTIAL).partition("-")[0]), 0)
        except (ProcessLookupError, ValueError):
            shutil.rmtree(left, ignore_errors=True)
        except PermissionError:
            continue


def _each(folder: Path, plan: Plan, district: District) -> Iterator[Path]:
    """Write file after file; tax files by a second process where there is a second processor."""
    stamp = workbooks.Stamp.of(plan)
    if plan.months < _WORTH_A_HELPER or (os.cpu_count() or 1) == 1:
        yield from (workbooks.tax_file(folder, stamp, month) for month in district.taxes)
        yield from _registers(folder, plan, district)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as helper:
        mine, others = _halves(district.taxes)
        with _ctrl_c_is_ours():
            waiting = [helper.submit(workbooks.tax_file, folder, stamp, month) for month in others]
        try:
            yield from _registers(folder, plan, district)
            yield from (workbooks.tax_file(folder, stamp, month) for month in mine)
            yield from (future.result() for future in as_completed(waiting))
        finally:
            helper.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _ctrl_c_is_ours() -> Iterator[None]:
    """Processes started here never see Ctrl-C, which a terminal sends to all: they end when this one tells them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _registers(folder: Path, plan: Plan, district: District) -> Iterator[Path]:
    return (workbooks.register(folder, plan, kind, district) for kind in _REGISTERS)


def _halves(months: list[TaxMonth]) -> tuple[list[TaxMonth], list[TaxMonth]]:
    """Tax files of this process, which also writes the registers, and of its helper."""
    at = len(months) * 2 // 5
    return months[:at], months[at:]
