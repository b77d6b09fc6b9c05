"""The local stack, `zengshou up` and `zengshou down`: PostgreSQL and Airflow with its page.

Four Airflow services run in the background, as `airflow standalone` would start them, but
bound to the loopback address, without example DAGs and without an open log server.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingestion.errors import ZengshouError
from ingestion.settings import PROJECT_ROOT, Settings
from zengshou.airflow.adopted_runs import adopt_runs
from zengshou.airflow.config import ADMIN, API_PORT, PASSWORDS_FILE, services_environment
from zengshou.airflow.pool import BUILD_POOL
from zengshou.local import postgres, processes
from zengshou.local.postgres_server import free_port, is_free

SERVICES = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
#: Before the services start: Airflow's tables, and the one slot for builds.
PREPARATION = (
    ["db", "migrate"],
    ["pools", "set", BUILD_POOL, "1", "one build or publication at a time"],
)
READY_SECONDS = 240
Say = Callable[[str], None]


class StackError(ZengshouError):
    """A service does not come up; the message is one line and names its log."""


@dataclass(frozen=True)
class Stack:
    """A stack that answers: the web page's address, user and the file with the password."""

    address: str
    user: str
    password_file: Path


def up(settings: Settings, say: Say = print, dags_folder: Path = PROJECT_ROOT / "dags") -> Stack:
    """Start what does not run yet and wait until all of it answers; `say` tells the steps.

    Raises PostgresError or StackError, each in one line.
    """
    say("Starting PostgreSQL")
    db_url = postgres.ensure_running(settings)
    folder = _folder(settings)
    running = [name for name in SERVICES if processes.alive(name, folder)]
    port = _port(folder, keep=bool(running))
    since = datetime.min.replace(tzinfo=UTC)
    if len(running) < len(SERVICES):
        database = postgres.ensure_database(db_url, "airflow")
        env = services_environment(settings, database, dags_folder, port)
        env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        if not running:
            say("Preparing Airflow's database")
            for arguments in PREPARATION:
                _run(arguments, env, folder)
        say("Starting Airflow (this takes about half a minute)")
        since = datetime.now(UTC)  # a heartbeat of a killed service must not count
        for name, arguments in SERVICES.items():
            processes.start(name, [sys.executable, "-m", "airflow", *arguments], env, folder)
    stack = Stack(f"http://127.0.0.1:{port}", ADMIN, settings.secrets_dir / PASSWORDS_FILE)
    _wait_until_healthy(stack.address, folder, since)
    adopt_runs(settings.home.resolve() / "airflow", postgres.ensure_database(db_url, "airflow"))
    return stack


def down(settings: Settings, say: Say = print) -> bool:
    """Stop all of the local stack; False (and no error) when nothing ran."""
    stopped = processes.stop_all(list(SERVICES), _folder(settings))
    stopped = postgres.stop(settings) or stopped
    say("Stopped" if stopped else "Nothing was running")
    return stopped


def _run(arguments: list[str], env: dict[str, str], folder: Path) -> None:
    """Run a command of Airflow to its end. Raises StackError."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "prepare.log"
    with log.open("ab") as output:
        ended = subprocess.run(
            [sys.executable, "-m", "airflow", *arguments],
            env=os.environ | env,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            check=False,
        )
    if ended.returncode != 0:
        raise StackError(f"airflow {' '.join(arguments)} failed (log: {log})")


def _folder(settings: Settings) -> Path:
    return settings.home.resolve() / "services"


def _port(folder: Path, keep: bool) -> int:
    """The page's port: the one of last time or 8080, else any that is free."""
    note = folder / "port.json"
    known = json.loads(note.read_text(encoding="utf-8")) if note.exists() else API_PORT
    if keep:
        return int(known)
    port = next((port for port in (known, API_PORT) if is_free(port)), None) or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps(port), encoding="utf-8")
    return int(port)


def _wait_until_healthy(address: str, folder: Path, since: datetime) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while waiting := _unhealthy(address, since):
        for name in SERVICES:
            if processes.alive(name, folder) is None:
                reason = processes.last_line(name, folder)
                processes.stop_all(list(SERVICES), folder)
                raise StackError(f"{name} has ended: {reason} (log: {folder / name}.log)")
        if time.monotonic() > deadline:
            names = ", ".join(waiting)
            raise StackError(f"no answer after {READY_SECONDS} s from {names} (logs: {folder})")
        time.sleep(0.5)


def _unhealthy(address: str, since: datetime) -> list[str]:
    """The parts that are not healthy, or whose last heartbeat is from before `since`."""
    # No proxy: the address is this machine's own.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address}/api/v2/monitor/health", timeout=5) as answer:
            health = json.load(answer)
    except (OSError, ValueError):
        return ["api-server"]
    return [
        part
        for part in ("scheduler", "triggerer", "dag_processor")
        if health[part]["status"] != "healthy"
        or datetime.fromisoformat(health[part][f"latest_{part}_heartbeat"]) < since
    ]
