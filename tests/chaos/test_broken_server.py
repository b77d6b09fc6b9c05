"""The database goes away in the middle of a run: killed, stopped, cut off, or its disk is full."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.chaos.installation import Installation, wait_for
from tests.chaos.jobs import Job, run
from zengshou.local import postgres
from zengshou.local.postgres_location import read_place
from zengshou.local.postgres_server import stop_server

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1200)]
BUILDS = "transform"
Moment = Callable[[Installation, int], bool]
MOMENTS: dict[str, Moment] = {
    "while files are received": lambda place, _: place.received() >= 20,
    "while the marts are built": lambda place, before: place.tasks_begun(BUILDS) > before,
}
at_every_moment = pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())


def run_until(installation: Installation, moment: Moment) -> Job:
    """A run from the beginning that has come to this moment."""
    installation.quiet(run)
    installation.begin()
    before = installation.tasks_begun(BUILDS)
    job = installation.start(run)
    assert wait_for(lambda: moment(installation, before), job), job.said()
    return job


def expect_one_line(job: Job) -> None:
    """The run failed and says so in lines for people, not in a traceback."""
    assert job.wait() == 1, job.said()
    assert "zengshou: " in job.said()
    assert "Traceback" not in job.said()


@at_every_moment
def test_a_killed_server_costs_a_run_and_no_more(
    installation: Installation, moment: Moment
) -> None:
    job = run_until(installation, moment)
    installation.kill_server()
    expect_one_line(job)
    installation.run(run)
    installation.expect_undisturbed(run)


@at_every_moment
def test_a_server_stopped_at_once_and_started_again(
    installation: Installation, moment: Moment
) -> None:
    job = run_until(installation, moment)
    place = read_place(installation.home)
    assert place is not None
    stop_server(place, "immediate")
    postgres.ensure_running(installation.settings)
    assert job.wait() in (0, 1)
    assert "Traceback" not in job.said()
    installation.run(run)
    installation.expect_undisturbed(run)


@at_every_moment
def test_connections_cut_in_the_middle(installation: Installation, moment: Moment) -> None:
    """Airflow tries such a task again after a minute, so this run may even succeed."""
    job = run_until(installation, moment)
    with installation.connect("postgres") as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = 'zengshou' and usename = current_user"
        )
    assert job.wait() in (0, 1)
    assert "Traceback" not in job.said()
    installation.run(run)
    installation.expect_undisturbed(run)


@at_every_moment
def test_a_disk_without_room_costs_a_run_and_no_more(
    installation: Installation, moment: Moment
) -> None:
    with on_a_small_disk(installation) as disk:
        job = run_until(installation, moment)
        ballast = fill(disk)
        expect_one_line(job)
        ballast.unlink()
        installation.run(run)
        installation.expect_undisturbed(run)


@contextmanager
def on_a_small_disk(installation: Installation) -> Iterator[Path]:
    """Inside, the server's data lie on a volume of their own (tmpfs), 300 MB larger than they."""
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root can mount a small volume for the data")
    installation.quiet(run)
    place = read_place(installation.home)
    assert place is not None
    postgres.stop(installation.settings)
    aside = place.cluster.with_name(f"{place.cluster.name}.aside")
    place.cluster.rename(aside)
    place.cluster.mkdir()
    size = sum(path.stat().st_size for path in aside.rglob("*") if path.is_file())
    options = f"size={size + 300 * 1024 * 1024}"
    mounted = subprocess.run(
        [mount, "-t", "tmpfs", "-o", options, "tmpfs", str(place.cluster)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    try:
        if mounted.returncode != 0:
            pytest.skip(f"this machine does not let us mount: {mounted.stderr.strip()}")
        subprocess.run(["cp", "-a", f"{aside}/.", str(place.cluster)], check=True)  # noqa: S607
        yield place.cluster
    finally:
        if mounted.returncode == 0:
            postgres.stop(installation.settings)
            subprocess.run(["umount", str(place.cluster)], check=True)  # noqa: S607
        place.cluster.rmdir()
        aside.rename(place.cluster)


def fill(disk: Path) -> Path:
    """A file that takes all the room there is."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for piece in (1024 * 1024, 4096):
            while True:
                try:
                    file.write(b"\0" * piece)
                except OSError:
                    break
    return ballast
