"""Alternating pairs: what is compared runs in turn on the same machine, and the ratio of each pair counts."""

import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from buildings.settings import ROOT

CORES = os.cpu_count() or 1
_MEASURES = ("wall", "cpu", "memory")


@dataclass(frozen=True)
class Run:
    """One run: wall seconds, seconds of processor, peak memory in MB (0 = not measured)."""

    wall: float
    cpu: float
    memory: float = 0.0


def inside(do: Callable[[], object]) -> Run:
    """Run in this process."""
    start, busy = time.perf_counter(), time.process_time()
    do()
    return Run(time.perf_counter() - start, time.process_time() - busy)


def outside(command: Sequence[str], **environment: str) -> Run:
    """Run as a process of its own, imports included; its output goes nowhere, a failure stops the benchmark."""
    start = time.perf_counter()
    pid = os.posix_spawn(
        command[0],
        list(command),
        {**os.environ, "PYTHONPATH": str(ROOT), **environment},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(" ".join(command))
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def alternate(ways: Mapping[str, Callable[[], Run]], pairs: int) -> dict[str, list[Run]]:
    """Each way in turn, so many times."""
    found: dict[str, list[Run]] = {name: [] for name in ways}
    for number in range(pairs):
        for name, way in ways.items():
            found[name].append(way())
        last = "  ".join(f"{name} {runs[-1].wall:.3f} s" for name, runs in found.items())
        print(f"  {number + 1}/{pairs}: {last}", file=sys.stderr, flush=True)
    return found


def show(title: str, found: Mapping[str, list[Run]], base: str) -> None:
    """Medians of each way, and the medians of its ratios to ``base`` pair by pair (wall, processor, memory)."""
    load = os.getloadavg()[0]
    print(f"\n{title}  ({len(found[base])} pairs; {CORES} cores, load {load:.1f})")
    head = f"{'':34}{'wall s':>10}{'cpu s':>10}{'peak MB':>10}{'wall ×':>10}{'cpu ×':>10}{'memory ×':>10}"
    print(head)
    for name, runs in found.items():
        wall, cpu, memory = (
            statistics.median(getattr(run, what) for run in runs) for what in ("wall", "cpu", "memory")
        )
        ratios = [_ratio(found[base], runs, what) for what in ("wall", "cpu", "memory")]
        shown = "".join(f"{'' if ratio is None else f'{ratio:.2f}':>10}" for ratio in ratios)
        print(f"{name:34}{wall:>10.4f}{cpu:>10.4f}{memory:>10.0f}{shown}")
    print(f"× = {base} ÷ the row: above 1 the row is quicker or smaller", flush=True)


def _ratio(base: Sequence[Run], runs: Sequence[Run], what: str) -> float | None:
    """Median over the pairs of base ÷ run."""
    pairs = [(getattr(one, what), getattr(other, what)) for one, other in zip(base, runs, strict=True)]
    return statistics.median(one / other for one, other in pairs) if all(other > 0 for _, other in pairs) else None
