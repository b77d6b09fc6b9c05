"""Background services: started once, stopped with all they started, and no one else's."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from zengshou.local import processes

# A service with a worker process, like Airflow's scheduler.
WORK = """
import os, subprocess
print("ready", os.environ["GREETING"], flush=True)
subprocess.run(["sleep", "60"])
"""
SERVICE = [
    sys.executable,
    "-c",
    WORK,
]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "services"
    processes.stop_all(["service"], tmp_path / "services")


def started(folder: Path) -> tuple[psutil.Process, psutil.Process]:
    """The service, just started, and its worker."""
    processes.start("service", SERVICE, {"GREETING": "早上好"}, folder)
    service = processes.alive("service", folder)
    assert service is not None
    deadline = time.monotonic() + 10
    while not service.children():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return service, service.children()[0]


def runs(process: psutil.Process) -> bool:
    """Whether the process is there and has not ended."""
    return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)


def test_a_service_runs_apart_and_logs_to_its_file(folder: Path) -> None:
    service, _ = started(folder)
    assert os.getsid(service.pid) != os.getsid(0)
    assert processes.last_line("service", folder) == "ready 早上好"


def test_starting_twice_is_starting_once(folder: Path) -> None:
    service, _ = started(folder)
    assert started(folder)[0] == service


def test_stopping_ends_the_workers_too(folder: Path) -> None:
    service, worker = started(folder)
    assert processes.stop_all(["service"], folder)
    assert not runs(service)
    assert not runs(worker)
    assert not processes.stop_all(["service"], folder)


def test_workers_of_a_killed_service_are_found_and_stopped(folder: Path) -> None:
    service, worker = started(folder)
    os.kill(service.pid, signal.SIGKILL)
    os.waitpid(service.pid, 0)
    assert processes.alive("service", folder) is None
    assert runs(worker)
    assert processes.stop_all(["service"], folder)
    assert not runs(worker)


def test_a_program_that_got_the_id_of_a_dead_service_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    with subprocess.Popen(["/bin/sleep", "60"], start_new_session=True) as other:
        kept = {"pid": other.pid, "created": time.time() - 3600, "boot": processes.boot()}
        (folder / "service.json").write_text(json.dumps(kept))
        assert processes.alive("service", folder) is None
        assert not processes.stop_all(["service"], folder)
        assert other.poll() is None
        other.kill()


def test_a_pid_file_of_another_boot_kills_nobody(folder: Path) -> None:
    """After a boot the numbers belong to strangers, here a session with the leader's old number."""
    service, worker = started(folder)
    os.kill(service.pid, signal.SIGKILL)
    os.waitpid(service.pid, 0)
    file = folder / "service.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(kept | {"boot": "another"}), encoding="utf-8")
    assert not processes.stop_all(["service"], folder)
    assert runs(worker), "it may be a stranger's now"
    worker.kill()
