"""Creates and starts the cluster of the embedded server; use it through `postgres.py`."""

import os
import random
import shutil
import socket
import time
from dataclasses import replace
from pathlib import Path

import psutil

from zengshou.local.postgres_location import (
    Place,
    PostgresError,
    choose_place,
    make_folder,
    run_program,
    save_place,
)
from zengshou.local.postgres_roles import BOOTSTRAP, HOST

PORTS = range(15432, 32000)  # below the ephemeral port range
START_SECONDS = 120  # allows for crash recovery
LOG_LIMIT = 20 * 1024 * 1024  # bytes, then a new log starts (one old log is kept)
SMALL_SHARED_MEMORY = 256 * 1024 * 1024  # Docker's /dev/shm has 64 MB: too little for hash joins
NO_PROCESS = "2147483647"  # a process id that no system assigns

CONFIG = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    # Sized for 2 cores and 4 GB or more.
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "max_parallel_workers_per_gather": "1",
    "max_parallel_workers": "2",
    "random_page_cost": "1.1",
    # Households repeat every month, but pairs do not, so memoize expects hits that never come.
    "enable_memoize": "off",
    "jit": "off",
    # Each run rebuilds whole tables. Without replicas, they need no WAL.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "fsync": "on",
    "full_page_writes": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "lc_messages": "C",
    "log_checkpoints": "off",
}


def live_server(place: Place) -> psutil.Process | None:
    """The running server process of this data folder, if any.

    After a restart of the machine or container, the id in postmaster.pid may belong to another
    program. Therefore the command line must also contain the data folder.
    """
    try:
        lines = (place.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        process = psutil.Process(int(lines[0]))
        if str(place.data) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
            return process
    except (FileNotFoundError, psutil.Error, ValueError, IndexError):
        pass
    return None


def create_cluster(home: Path, place: Place | None, password: str) -> Place:
    """Run initdb next to the final folder, then move the complete cluster there."""
    if place is None:
        place = choose_place(home, free_port())
        save_place(home, place)
        if (place.data / "PG_VERSION").exists():
            return place  # only postgres.json was lost
    make_folder(home, place)
    draft, pwfile = place.cluster / "data.new", place.cluster / "password"
    shutil.rmtree(draft, ignore_errors=True)
    _write(place, pwfile, password + "\n")
    try:
        done = run_program(
            place, "initdb", "-D", str(draft), "-U", BOOTSTRAP, "-A", "scram-sha-256",
            f"--pwfile={pwfile}", "-E", "UTF8", "--locale=C", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        )  # fmt: skip
    finally:
        pwfile.unlink()
    if done.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise PostgresError(f"initdb failed in {place.cluster}: {telling_line(done.stdout)}")
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\ninclude 'zengshou.conf'\n")
    draft.rename(place.data)
    return place


def start_server(home: Path, place: Place) -> Place:
    """Start the server; if its port is taken, use another port (see the returned Place)."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        if not is_free(place.port):
            place = replace(place, port=free_port())
            save_place(home, place)
        _prepare_start(place)
        logged = place.log.stat().st_size if place.log.exists() else 0
        done = run_program(
            place, "pg_ctl", "start", "-D", str(place.data), "-l", str(place.log), "-w", "-s",
            "-t", str(START_SECONDS),
        )  # fmt: skip
        if done.returncode == 0:
            return place
        reason = telling_line(done.stdout + _log_after(place.log, logged))
        # These causes are temporary: child processes of a killed server are still ending, or
        # another program took the port after the check.
        passing = ("shared memory block", "could not create any TCP/IP", "could not bind")
        if time.monotonic() > deadline or not any(text in reason for text in passing):
            raise PostgresError(f"PostgreSQL did not start: {reason} (log: {place.log})")
        time.sleep(0.2)


def stop_server(place: Place, mode: str = "fast") -> None:
    """Stop the server and end open sessions; waits until it is down.

    Mode `immediate` does not write memory to disk (for data that will be deleted).
    """
    done = run_program(
        place, "pg_ctl", "stop", "-D", str(place.data), "-m", mode, "-w", "-s",
        "-t", str(START_SECONDS),
    )  # fmt: skip
    if done.returncode != 0 and live_server(place) is not None:
        raise PostgresError(f"PostgreSQL did not stop: {telling_line(done.stdout)}")


def free_port() -> int:
    """A TCP port of the loopback address on which no program listens."""
    for port in random.sample(PORTS, 200):
        if is_free(port):
            return port
    raise PostgresError(f"no free port on {HOST} between {PORTS.start} and {PORTS.stop}")


def is_free(port: int) -> bool:
    """True if no program listens on this port of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL does
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def telling_line(output: str) -> str:
    """The line of a program's output that shows the cause."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for line in lines:
        if "No space left on device" in line or "disk space" in line:
            return f"the disk is full ({line})"
    for mark in ("PANIC:", "FATAL:", "error:", "ERROR:"):
        for line in lines:
            if mark in line:
                return line[line.index(mark) :]
    return lines[-1] if lines else "no message"


def _prepare_start(place: Place) -> None:
    """Write the settings, rotate a long log, and neutralise a stale pid file."""
    config = CONFIG | {"port": str(place.port), "dynamic_shared_memory_type": _memory_type()}
    lines = [f"{name} = '{value}'" for name, value in config.items()]
    _write(place, place.data / "zengshou.conf", "\n".join(lines) + "\n")
    if place.log.exists() and place.log.stat().st_size > LOG_LIMIT:
        place.log.replace(place.log.with_suffix(".log.1"))
    pid_file = place.data / "postmaster.pid"
    if pid_file.exists() and live_server(place) is None:
        # PostgreSQL refuses to start while any process of its account has the old id. The rest of
        # the file stays: PostgreSQL uses it to find child processes that still run.
        lines = pid_file.read_text(encoding="utf-8").splitlines()
        _write(place, pid_file, "\n".join([NO_PROCESS, *lines[1:]]) + "\n")


def _memory_type() -> str:
    shared = Path("/dev/shm")  # noqa: S108 - only its size is read
    small = shared.is_dir() and shutil.disk_usage(shared).total < SMALL_SHARED_MEMORY
    return "mmap" if small else "posix"


def _write(place: Place, path: Path, text: str) -> None:
    """Write a file that only the cluster's account can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    if place.account:
        os.chown(path, *place.owner_ids())


def _log_after(log: Path, position: int) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(position)
        return file.read().decode("utf-8", "replace")
