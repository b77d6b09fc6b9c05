"""Runs that meet each other or their senders: two at once, files that grow, files in any order."""

import os
import random
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingestion.load.manifest import MANIFEST
from tests.chaos.installation import Installation
from tests.chaos.jobs import run

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1200)]


def test_two_runs_at_once_on_a_new_warehouse(installation: Installation) -> None:
    """Both begin with the schemas and the reference data, and both must end well."""
    installation.quiet(run)
    installation.begin(empty=True)
    jobs = [installation.start(run), installation.start(run)]
    for job in jobs:
        installation.expect_success(job)
    installation.expect_undisturbed(run)


def test_files_that_grow_while_they_are_read(installation: Installation, tmp_path: Path) -> None:
    installation.quiet(run)
    landing = tmp_path / "landing"
    shutil.copytree(installation.landing, landing)
    installation.begin()
    with growing(listed_files(landing)[::4]):
        installation.run(run, landing)
    assert "held" in {status for (status,) in statuses(installation)}
    installation.run(run, landing)
    installation.expect_undisturbed(run)


def test_files_in_any_order_in_several_runs(
    installation: Installation, chance: random.Random, tmp_path: Path
) -> None:
    installation.quiet(run)
    installation.begin()
    landing = tmp_path / "landing"
    files = [path for path in installation.landing.rglob("*") if path.is_file()]
    chance.shuffle(files)
    for start in range(3):
        for path in files[start::3]:
            target = landing / path.relative_to(installation.landing)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
        installation.run(run, landing)
    installation.expect_undisturbed(run)


def statuses(installation: Installation) -> list[tuple[str]]:
    with installation.connect() as connection:
        return connection.execute("select distinct status from ops.load").fetchall()


def listed_files(landing: Path) -> list[Path]:
    """Files of which the manifest says how they will be when they are whole."""
    found = []
    for manifest in sorted(landing.rglob(MANIFEST)):
        lines = manifest.read_text(encoding="utf-8-sig").splitlines()[1:]
        found += [manifest.parent / line.split(",")[0] for line in lines]
    return [path for path in found if path.is_file()]


@contextmanager
def growing(files: list[Path]) -> Iterator[None]:
    """Inside, these files come in piece by piece; afterwards they are whole."""
    whole = {path: (path.read_bytes(), path.stat()) for path in files}
    is_over = threading.Event()

    def write() -> None:
        sizes = {path: len(data) // 3 for path, (data, _) in whole.items()}
        while not is_over.wait(0.01):
            for path, (data, _) in whole.items():
                sizes[path] = min(sizes[path] + 7, len(data) - 1)
                path.write_bytes(data[: sizes[path]])

    writer = threading.Thread(target=write)
    for path, (data, _) in whole.items():
        path.write_bytes(data[: len(data) // 3])
    writer.start()
    try:
        yield
    finally:
        is_over.set()
        writer.join()
        for path, (data, about) in whole.items():
            path.write_bytes(data)
            os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
