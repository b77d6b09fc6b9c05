"""Removes what grows day by day: old logs, old records of Airflow's runs."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingestion.errors import ZengshouError
from ingestion.settings import Settings
from zengshou.airflow.config import CONNECTION

#: A log of a service is put aside when it is larger than this.
LARGEST_LOG = 20 * 1024 * 1024


class NotCleaned(ZengshouError):
    """Airflow's database cannot be cleaned; the message names what `airflow db clean` says."""


def remove_old_logs(settings: Settings, now: datetime | None = None) -> int:
    """Remove logs of tasks and DAG files that nothing was added to for `log_days`; how many."""
    limit = (now or datetime.now(UTC)) - timedelta(days=settings.log_days)
    root = settings.home / "logs" / "airflow"
    old = [file for file in _files(root) if file.stat().st_mtime < limit.timestamp()]
    for file in old:
        file.unlink(missing_ok=True)
    _remove_empty_folders(root)
    return len(old)


def put_aside_large_logs(settings: Settings, largest: int = LARGEST_LOG) -> int:
    """Move what the services of `zengshou up` have written to `<log>.1`; how many logs.

    The services keep their files open, so a file is copied and emptied; they write on at its end.
    """
    large = [
        log for log in (settings.home / "services").glob("*.log") if log.stat().st_size > largest
    ]
    for log in large:
        shutil.copyfile(log, log.with_name(f"{log.name}.1"))
        os.truncate(log, 0)
    return len(large)


def clean_airflow_database(settings: Settings, now: datetime | None = None) -> str:
    """Remove records of runs that are older than `log_days`, by `airflow db clean`.

    Returns the last line that the command says. Tasks may not use Airflow's database, so its
    address comes from our settings. Raises NotCleaned.
    """
    if settings.airflow_database is None:
        raise NotCleaned("ZENGSHOU_AIRFLOW_DATABASE is not set: it names Airflow's database")
    limit = (now or datetime.now(UTC)) - timedelta(days=settings.log_days)
    database = settings.airflow_database.get_secret_value()
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "airflow", "db", "clean"),
            *("--clean-before-timestamp", limit.isoformat()),
            *("--skip-archive", "--yes", "--error-on-cleanup-failure"),
        ],
        env=os.environ | {CONNECTION: database, f"{CONNECTION}_ASYNC": database},
        capture_output=True,
        text=True,
        check=False,
    )
    said = (ended.stdout + ended.stderr).strip().splitlines() or ["nothing"]
    if ended.returncode != 0:
        raise NotCleaned(f"airflow db clean failed: {said[-1]}")
    return said[-1]


def _files(root: Path) -> Iterator[Path]:
    return (file for file in root.rglob("*") if file.is_file() and not file.is_symlink())


def _remove_empty_folders(root: Path) -> None:
    """Innermost folders first; a folder into which a task writes meanwhile stays."""
    folders = sorted((one for one in root.rglob("*") if one.is_dir()), reverse=True)
    for folder in folders:
        with suppress(OSError):  # it is not empty
            folder.rmdir()
