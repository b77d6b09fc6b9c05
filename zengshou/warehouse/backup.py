"""Backup and restore of the warehouse with PostgreSQL's own programs (custom format).

A backup never contains key files or landed files, and contains the vault only on request. A restore
runs in one transaction: afterwards the warehouse is as in the backup, or unchanged.
"""

import hashlib
import os
import re
import shutil
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryFile
from typing import IO

import psycopg
import sqlalchemy as sa
from psycopg import sql

from ingestion.contract import load_contracts
from ingestion.database import driver_transaction, migrate
from ingestion.privacy.audit import Refused
from zengshou.local.postgres_location import client_program
from zengshou.local.postgres_server import telling_line
from zengshou.warehouse.dbt import is_cluster

SUFFIX, CHECKSUM_SUFFIX = ".dump", ".sha256"
SCRATCH, VAULT = "gate.*", "vault.*"
HOLDS_DATA = """
select
    exists (select from ops.receipt where trial is null)
    or exists (select from assessment.release)
"""
SCHEMA = re.compile(r"^CREATE SCHEMA (\w+);$", re.MULTILINE)
GRANTEE = re.compile(
    r"^(?:GRANT|ALTER DEFAULT PRIVILEGES|CREATE POLICY)\b.* TO (\w+)\b", re.MULTILINE
)


def back_up(engine: sa.Engine, to: Path, *, with_vault: bool = False) -> Path:
    """Write a backup and next to it its checksum (`sha256sum --check`); returns the file.

    `to` is a folder or a file name. Without the vault, no name or ID can be read from the backup,
    with any key. Raises Refused: the file exists, the server denies access, the disk is full.
    """
    file = to / f"zengshou-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}" if to.is_dir() else to
    if file.exists():
        raise Refused(f"{file} exists already: choose another name")
    left_out = [SCRATCH] if with_vault else [SCRATCH, VAULT]
    draft = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        # Created here first with mode 0600, so that no other user can read it at any time.
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _run(
            engine,
            *("pg_dump", "--format=custom", "--no-owner", f"--file={draft}"),
            *(f"--exclude-table-data={pattern}" for pattern in left_out),
            # a server of its own has it or not; `rebuild --full` spreads the tables again
            *(("--exclude-extension=citus*",) if is_cluster(engine.url) else ()),
        )
        digest = sha256(draft)
        _checksum_file(file).write_text(f"{digest}  {file.name}\n", encoding="utf-8")
        draft.replace(file)
    except OSError as error:
        raise Refused(f"cannot write {file}: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)
    return file


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Remove the older backups in a folder with their checksums; returns the removed files."""
    older = sorted(folder.glob(f"zengshou-*{SUFFIX}"))[:-count]
    for file in older:
        file.unlink()
        _checksum_file(file).unlink(missing_ok=True)
    return older


def restore(engine: sa.Engine, file: Path, *, overwrite: bool = False) -> None:
    """Replace the warehouse by the content of the backup.

    Raises Refused: the checksum is missing or different, the warehouse holds data and `overwrite`
    is false, or PostgreSQL reports an error. The warehouse is then unchanged.
    """
    _verify(file)
    migrate(engine, load_contracts())  # a backup contains no roles and no rights of the database
    with driver_transaction(engine) as connection:
        row = connection.execute(HOLDS_DATA).fetchone()
        if row and row[0] and not overwrite:
            raise Refused("this warehouse holds data: --overwrite replaces all of it")
        editions = connection.execute("select distinct edition from ops.load_state").fetchall()
    schemas = [f"{name}{end}" for (name,) in editions for end in ("", "_staging", "_intermediate")]
    outline = _outline(engine, file)
    _make_roles(engine, set(GRANTEE.findall(outline)))
    _replace(engine, file, sorted({*schemas, *SCHEMA.findall(outline)}))
    migrate(engine, load_contracts())


def sha256(file: Path) -> str:
    """Checksum of a file of any size."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _checksum_file(file: Path) -> Path:
    return file.with_name(file.name + CHECKSUM_SUFFIX)


def _verify(file: Path) -> None:
    try:
        wanted = _checksum_file(file).read_text(encoding="utf-8").split()[:1]
        found = sha256(file)
    except OSError as error:
        raise Refused(f"cannot read {error.filename}: {error.strerror}") from None
    if wanted != [found]:
        raise Refused(f"{file} is damaged: its checksum differs from {_checksum_file(file)}")


def _outline(engine: sa.Engine, file: Path) -> str:
    """The backup's schemas, tables and rights as SQL, without data."""
    return _run(engine, "pg_restore", "--schema-only", "--no-owner", "--file=-", str(file))


def _make_roles(engine: sa.Engine, wanted: set[str]) -> None:
    """Create the roles that the backup's rights name: a backup does not contain roles."""
    with driver_transaction(engine) as connection:
        known = {name for (name,) in connection.execute("select rolname from pg_roles")}
        for role in sorted(wanted - known - {"PUBLIC"}):
            try:
                with connection.transaction():
                    connection.execute(
                        sql.SQL("create role {} nologin").format(sql.Identifier(role))
                    )
            except psycopg.errors.InsufficientPrivilege:
                raise Refused(
                    f"a database administrator has to run first: create role {role} nologin"
                ) from None


def _replace(engine: sa.Engine, file: Path, schemas: list[str]) -> None:
    """Drop the schemas and fill them from the backup, in one transaction.

    The transaction is committed only after pg_restore ends successfully: psql cannot distinguish an
    incomplete backup from a complete one.
    """
    begin = "set client_min_messages to warning;\nbegin;\n"
    begin += "".join(f'drop schema if exists "{name}" cascade;\n' for name in schemas)
    environment = _environment(engine.url)
    read = [client_program("pg_restore"), "--no-owner", "--file=-", str(file)]
    write = [client_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    with (
        TemporaryFile() as warned,
        TemporaryFile() as told,
        Popen(read, stdin=DEVNULL, stdout=PIPE, stderr=warned, env=environment) as source,
        Popen(write, stdin=PIPE, stdout=DEVNULL, stderr=told, env=environment) as target,
    ):
        try:
            # If the pipe breaks, psql has ended, and its output gives the reason.
            with suppress(BrokenPipeError):
                _pipe(begin.encode(), source, target)
            is_whole = source.wait() == 0
            target.communicate(b"\ncommit;\n" if is_whole else b"\nrollback;\n")
        except BaseException:
            source.kill()
            target.kill()
            raise
        if target.returncode != 0:
            raise Refused(f"nothing was restored: {_told(told)}")
        if not is_whole:
            raise Refused(f"nothing was restored, {file} cannot be read: {_told(warned)}")


def _pipe(begin: bytes, source: "Popen[bytes]", target: "Popen[bytes]") -> None:
    if source.stdout is None or target.stdin is None:
        raise RuntimeError("the programs were started without pipes")
    with source.stdout:
        target.stdin.write(begin)
        shutil.copyfileobj(source.stdout, target.stdin)
        target.stdin.flush()


def _told(stream: IO[bytes]) -> str:
    stream.seek(0)
    return telling_line(stream.read().decode("utf-8", "replace"))


def _run(engine: sa.Engine, program: str, *arguments: str) -> str:
    """Output of a program; raises Refused with its error line if it fails."""
    done = subprocess.run(
        [client_program(program), *arguments],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=_environment(engine.url),
    )
    if done.returncode != 0:
        raise Refused(f"{program}: {telling_line(done.stderr.decode('utf-8', 'replace'))}")
    return done.stdout.decode("utf-8")


def _environment(url: sa.URL) -> dict[str, str]:
    """The connection parameters as environment variables, which the process list does not show."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    given = {
        "PGHOST": url.host,
        "PGPORT": str(url.port or 5432),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": str(url.query.get("sslmode", "")),
        "PGCONNECT_TIMEOUT": "10",
        "PGCLIENTENCODING": "UTF8",
        "LC_ALL": "C",
    }
    return own | {name: value for name, value in given.items() if value}
