"""The embedded PostgreSQL server of one installation (platform.md, "Embedded PostgreSQL").

It is created and started on first use and runs until `stop`; it is independent of Python processes.
It listens on 127.0.0.1 only, over TCP, and requires a password (scram-sha-256).
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from ingestion.privacy.secret_files import secret
from ingestion.settings import Settings
from zengshou.local.file_modes import for_others
from zengshou.local.postgres_location import Place, PostgresError, read_place, remove_cluster
from zengshou.local.postgres_roles import (
    HOST,
    OWNER,
    WAREHOUSE,
    WrongPassword,
    connect,
    is_ready,
    make_database,
    make_ready,
)
from zengshou.local.postgres_server import (
    START_SECONDS,
    create_cluster,
    live_server,
    start_server,
    stop_server,
    telling_line,
)

__all__ = [
    "PostgresError",
    "ServerStatus",
    "ensure_database",
    "ensure_running",
    "remove",
    "status",
    "stop",
]

PASSWORD, BOOTSTRAP_PASSWORD = "postgres_password", "postgres_bootstrap_password"


@dataclass(frozen=True)
class ServerStatus:
    """The result of `status`. `managed` is false with ZENGSHOU_DATABASE_URL."""

    managed: bool
    running: bool
    port: int | None = None
    data: Path | None = None
    pid: int | None = None


def ensure_running(settings: Settings) -> str:
    """The owner's SQLAlchemy URL of the warehouse; starts its server if needed.

    With `settings.database_url` it returns that URL (driver psycopg) and starts nothing. Safe for
    concurrent calls of several processes. Raises PostgresError with a one-line message.
    """
    if settings.database_url:
        return _given_url(settings.database_url)
    home = settings.home.resolve()
    try:
        with for_others():  # the server's account has to pass the home
            home.mkdir(parents=True, exist_ok=True)
        secrets = home / settings.secrets_dir.name
        password = secret(secrets, PASSWORD)
        place = read_place(home)
        if place is None or not _answers(place, password):
            with _locked(home):
                place = _running_place(home, secrets)
    except OSError as error:
        raise PostgresError(f"cannot use {error.filename or home}: {error.strerror}") from None
    except psycopg.Error as error:
        raise PostgresError(f"PostgreSQL failed: {telling_line(str(error))}") from None
    return f"postgresql+psycopg://{OWNER}:{password}@{HOST}:{place.port}/{WAREHOUSE}"


def ensure_database(url: str, name: str) -> str:
    """The URL of database `name` on the server of `url`; the database is created if missing."""
    wanted = make_url(url).set(database=name).render_as_string(hide_password=False)
    admin = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(admin, autocommit=True) as connection:
            make_database(connection, name)
    except psycopg.Error as error:
        reason = telling_line(str(error))
        raise PostgresError(f"cannot make the database {name}: {reason}") from None
    return wanted


def stop(settings: Settings) -> bool:
    """Stop the embedded server; returns False if it was not running."""
    home = settings.home.resolve()
    place = None if settings.database_url else read_place(home)
    if place is None:
        return False
    with _locked(home):
        if live_server(place) is None:
            return False
        stop_server(place)
    return True


def status(settings: Settings) -> ServerStatus:
    """Whether the server runs, its address and its data directory."""
    if settings.database_url:
        return ServerStatus(managed=False, running=True)
    place = read_place(settings.home.resolve())
    if place is None:
        return ServerStatus(managed=True, running=False)
    server = live_server(place)
    return ServerStatus(
        managed=True,
        running=server is not None,
        port=place.port,
        data=place.data,
        pid=server.pid if server else None,
    )


def remove(settings: Settings) -> None:
    """Stop the embedded server and delete its data permanently."""
    home = settings.home.resolve()
    place = None if settings.database_url else read_place(home)
    if place is None:
        return
    with _locked(home):
        if live_server(place) is not None:
            stop_server(place, "immediate")
        remove_cluster(place)
        (home / "postgres.json").unlink()


def _given_url(given: str) -> str:
    """ZENGSHOU_DATABASE_URL with driver psycopg, because SQLAlchemy has another default driver."""
    try:
        url = make_url(given)
    except ArgumentError:
        raise PostgresError("ZENGSHOU_DATABASE_URL is not a database URL") from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise PostgresError("ZENGSHOU_DATABASE_URL must begin with postgresql+psycopg://")
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Allow only one process at a time to create, start or stop this home's server."""
    with (home / "postgres.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _running_place(home: Path, secrets: Path) -> Place:
    """Start the server under the lock; another process may have started it already."""
    password = secret(secrets, PASSWORD)
    bootstrap_password = secret(secrets, BOOTSTRAP_PASSWORD)
    place = read_place(home)
    if place is None or not (place.data / "PG_VERSION").exists():
        place = create_cluster(home, place, bootstrap_password)
    if live_server(place) is None:
        place = start_server(home, place)
    if not _answers(place, password):
        _make_ready(place, password, bootstrap_password)
    return place


def _make_ready(place: Place, password: str, bootstrap_password: str) -> None:
    """Roles and databases, as soon as the server accepts sessions."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            make_ready(place, password, bootstrap_password)
        except WrongPassword:
            raise PostgresError(
                f"the passwords in the secrets folder do not fit the database in {place.cluster}:"
                f" put back the files {PASSWORD} and {BOOTSTRAP_PASSWORD} of that database"
            ) from None
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"PostgreSQL runs but does not answer (log: {place.log})"
                ) from None
        else:
            return
        time.sleep(0.2)


def _answers(place: Place, password: str) -> bool:
    """Whether our own server accepts the owner, and roles and databases are ready."""
    if live_server(place) is None:
        return False  # another program listens there: do not send it the password
    try:
        with connect(place, OWNER, password) as connection:
            return is_ready(connection)
    except (WrongPassword, psycopg.OperationalError):
        return False  # starting or stopping, or not ready yet
