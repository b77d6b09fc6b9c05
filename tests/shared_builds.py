"""Warehouses that one worker of a test run builds and the other restores.

A build takes a minute and more, a restore seconds. Both workers have a server and a home of their
own, so that what one does to its copy never reaches the other.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.database import new_engine
from zengshou.local import postgres
from zengshou.warehouse import backup, dbt

Build = Callable[[Path, str], None]
FOLDER, DUMP, DONE = "folder", "warehouse.dump", "done"


def built_once(
    factory: pytest.TempPathFactory, name: str, server_url: str, build: Build
) -> tuple[Path, str]:
    """A folder and the URL of a database, both as `build` fills them.

    `build` gets the folder and the URL. Where several workers ask for the same name, the first
    builds; the others wait and restore what it made.
    """
    folder = factory.mktemp(name)
    url = postgres.ensure_database(server_url, name)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        build(folder, url)
        return folder, url
    kept = factory.getbasetemp().parent / f"{name}.built"
    with _alone(kept):
        if (kept / DONE).exists():
            _restore(kept, folder, url)
        else:
            build(folder, url)
            _keep(kept, folder, url)
    return folder, url


@contextmanager
def _alone(kept: Path) -> Iterator[None]:
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _keep(kept: Path, folder: Path, url: str) -> None:
    shutil.copytree(folder, kept / FOLDER, symlinks=True)
    engine = new_engine(url)
    backup.back_up(engine, kept / DUMP, with_vault=True)
    engine.dispose()
    (kept / DONE).touch()


def _restore(kept: Path, folder: Path, url: str) -> None:
    shutil.copytree(kept / FOLDER, folder, symlinks=True, dirs_exist_ok=True)
    engine = new_engine(url)
    backup.restore(engine, kept / DUMP)
    with engine.begin() as connection:
        dbt.make_schemas(connection, dbt.NOW)  # a backup names no owners
        connection.execute(sa.text("analyze"))
    engine.dispose()
