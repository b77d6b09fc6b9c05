"""The landing zone of a case, copied to where a test may use it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cases.expected import CASES, Case, composed

#: A file system in memory; it holds modification times that disks do not.
IN_MEMORY = Path("/dev/shm")  # noqa: S108


@contextmanager
def landed(name: str, case: Case, folder: Path) -> Iterator[Path]:
    """The landing zone of a case with its file times, in a folder of its own."""
    if not case.prepare.mtimes:
        yield _land(name, case, folder)
        return
    if not IN_MEMORY.is_dir():
        pytest.skip("no file system here holds such a modification time")
    with tempfile.TemporaryDirectory(dir=IN_MEMORY, prefix="zengshou-case-") as other:
        yield _land(name, case, Path(other))


def _land(name: str, case: Case, folder: Path) -> Path:
    landing = folder / (case.prepare.below or "zone") / "landing"
    shutil.copytree(CASES / name / "landing", landing)
    times = {composed(place): moment for place, moment in case.times.items()}
    for path in landing.rglob("*"):
        if path.is_file():
            place = composed(path.relative_to(landing).as_posix())
            moment = times.get(place, case.sent).timestamp()
            os.utime(path, (moment, moment))
    for place, seconds in case.prepare.mtimes.items():
        os.utime(landing / place, (seconds, seconds))
    for place in case.prepare.pipes:
        os.mkfifo(landing / place)
    return landing
