"""Runs dbt on the warehouse, in this process (so dbt is imported only once)."""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ingestion.database import ON_A_CLUSTER, TRUSTED_NAMES
from ingestion.errors import ZengshouError
from ingestion.settings import PROJECT_ROOT, Settings, get_settings

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult

DBT_PROJECT = PROJECT_ROOT / "dbt_project"
SEEDS = DBT_PROJECT / "seeds"
#: The edition for readers; other editions are the marts as known at an earlier time.
NOW = "marts"
#: The target of profiles.yml for zengshou itself; people use other targets.
TARGET = "warehouse"
#: libpq sets these options in each dbt session: they name the build's plan.
SESSION_OPTIONS = "PGOPTIONS"
NO_PLAN = "none"
#: The first months of the plan, for the macros in dbt_project/macros/increments.
TOUCHED_FROM, AUTHORISED_FROM = "ZENGSHOU_DBT_TOUCHED_FROM", "ZENGSHOU_DBT_AUTHORISED_FROM"
#: The role that owns what dbt builds. Seeds are policy: they belong to the owner of the warehouse.
TRANSFORMER = "transformer"
#: Schema of the marts as dbt builds them; publication copies from it to `marts`.
CANDIDATE = "candidate"
LAYERS = ("staging", "intermediate")
#: Commands of dbt that ask no database.
WITHOUT_DATABASE = ("parse", "ls")
IS_CLUSTER = "select exists (select from pg_catalog.pg_extension where extname = 'citus')"


@dataclass(frozen=True)
class Plan:
    """The months that a build makes new; `build_plan.begin` makes it.

    `token` identifies the build. `snapshot` is the digest of its ledger snapshot, with rules and
    settings. `touched_from` is the first month to rebuild; `authorised_from` is the first month for
    the tables that depend on authorisations. None means all months.
    """

    token: str
    snapshot: str
    touched_from: date | None
    authorised_from: date | None


class BuildFailed(ZengshouError):
    """dbt could not build, or a data test failed; the message names the nodes."""


@contextmanager
def alone(engine: sa.Engine, work: str) -> Iterator[None]:
    """Hold a lock on this work, so that no other process does it at the same time.

    The lock ends with the process. Its transaction holds no other locks, so it blocks nothing else.
    """
    with engine.begin() as connection:
        lock = sa.text("select pg_advisory_xact_lock(hashtext(:work))")
        connection.execute(lock, {"work": f"zengshou {work}"})
        yield


def build_of(edition: str) -> str:
    """The lock name, for `alone`, of building and publishing an edition."""
    return f"build {edition}"


def seed_if_changed(engine: sa.Engine) -> bool:
    """Load the seeds into `reference` if a seed file has changed; returns True if it did.

    The seeds' digest is stored as the comment of the schema.
    """
    digest = _seeds_digest()
    if _seeded(engine) == digest:
        return False
    with alone(engine, "seed"):
        if _seeded(engine) == digest:
            return False  # another run has loaded them
        run_dbt(engine.url, ["seed", "--full-refresh"], NOW, role="")
        with engine.begin() as connection:
            connection.execute(sa.text(f"comment on schema reference is '{digest}'"))
    return True


def _seeded(engine: sa.Engine) -> str | None:
    """Digest of the seeds in the database; None if there are none."""
    with engine.connect() as connection:
        found: str | None = connection.execute(
            sa.text("select obj_description(to_regnamespace('reference')::oid, 'pg_namespace')")
        ).scalar()
    return found


def build(
    engine: sa.Engine, edition: str, *, full_refresh: bool = False, plan: Plan | None = None
) -> None:
    """Build all models of an edition and run its data tests. Raises BuildFailed.

    The conservation tests only warn here: `conservation.py` reads their results. The tests of the
    seeds run in a full build only: a changed seed makes the next build a full one.
    """
    command = ["build", "--resource-type", "model", "--resource-type", "test"]
    if full_refresh:
        command.append("--full-refresh")
    else:
        command += ["--select", "path:models", "path:tests", "--indirect-selection", "empty"]
    run_dbt(engine.url, command, edition, plan)


def make_schemas(connection: sa.Connection, edition: str) -> None:
    """Create the schemas in which an edition is built, or hand them over to the transformer."""
    prefix, marts = ("", CANDIDATE) if edition == NOW else (f"{edition}_", edition)
    names = [marts, *(f"{prefix}{layer}" for layer in LAYERS)]
    connection.execute(sa.text("select access.make_build_schemas(:names)"), {"names": names})


def run_dbt(
    url: sa.URL,
    command: list[str],
    edition: str,
    plan: Plan | None = None,
    *,
    role: str = TRANSFORMER,
) -> "dbtRunnerResult":
    """Run one dbt command on the database `url` for an edition, with the environment dbt needs.

    Without a plan it rebuilds everything. dbt writes to `<home>/dbt/<edition>` and
    `<home>/logs/dbt`. Raises BuildFailed.
    """
    from dbt.cli.main import dbtRunner

    settings = get_settings()
    _set_environment(url, role)
    variables = {
        "edition": edition,
        "income_year_start_month": settings.income_year_start_month,
        "is_cluster": command[0] not in WITHOUT_DATABASE and is_cluster(url),
    }
    with _no_arguments(), _environment(_of_the_plan(plan)):
        result = dbtRunner().invoke(
            [
                *command,
                *("--project-dir", str(DBT_PROJECT)),
                *("--profiles-dir", str(DBT_PROJECT)),
                *("--target-path", str(_folder(target_folder(settings, edition)))),
                *("--log-path", str(_folder(settings.home / "logs" / "dbt"))),
                *("--target", TARGET),
                *("--vars", json.dumps(variables)),
                *("--quiet", "--no-use-colors"),
            ]
        )
    if not result.success:
        raise BuildFailed(_what_failed(result))
    return result


def _of_the_plan(plan: Plan | None) -> dict[str, str]:
    """The plan as dbt's sessions and macros read it."""
    token = plan.token if plan else NO_PLAN
    found = {SESSION_OPTIONS: f"-c zengshou.plan={token} {TRUSTED_NAMES} {ON_A_CLUSTER}"}
    if plan and plan.touched_from:
        found[TOUCHED_FROM] = plan.touched_from.isoformat()
    if plan and plan.authorised_from:
        found[AUTHORISED_FROM] = plan.authorised_from.isoformat()
    return found


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """Environment variables that end with dbt's command."""
    os.environ |= variables
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]


@contextmanager
def _no_arguments() -> Iterator[None]:
    """dbt keeps the arguments of the process in a file; the address of a store may be in them."""
    before, sys.argv = sys.argv, sys.argv[:1]
    try:
        yield
    finally:
        sys.argv = before


def is_cluster(url: sa.URL) -> bool:
    """True if the Citus extension spreads the database over several machines."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return bool(connection.execute(sa.text(IS_CLUSTER)).scalar_one())


def target_folder(settings: Settings, edition: str) -> Path:
    """The folder for dbt's artifacts of an edition."""
    return settings.home / "dbt" / edition


def manifest(edition: str) -> dict[str, Any]:
    """dbt's manifest of the project, as last written for the edition."""
    path = target_folder(get_settings(), edition) / "manifest.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _seeds_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(SEEDS.rglob("*")):
        if path.is_file():
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _what_failed(result: "dbtRunnerResult") -> str:
    """The failed nodes, each with its message in one line, or dbt's own error."""
    if result.exception is not None:
        return f"dbt: {' '.join(str(result.exception).split())}"
    failed = [
        f"{node.node.unique_id}: {_without_values(' '.join((node.message or '').split()))}"
        for node in getattr(result.result, "results", [])
        if str(node.status) in ("error", "fail", "runtime error")
    ]
    return "dbt: " + ("\n".join(failed) or "failed, see the log")


def _without_values(message: str) -> str:
    """PostgreSQL's message without the failing row; dbt's log has it."""
    message = re.sub(r"DETAIL: Failing row contains \(.*?\)\. ", "", message)
    return re.sub(r"(Key \([^)]*\))=\(.*?\) (already exists|is duplicated)", r"\1 \2", message)


def connection_variables(url: sa.URL) -> dict[str, str]:
    """The connection to the warehouse as environment variables for profiles.yml."""
    return {
        "ZENGSHOU_DBT_HOST": url.host or "",
        "ZENGSHOU_DBT_PORT": str(url.port or 5432),
        "ZENGSHOU_DBT_USER": url.username or "",
        "ZENGSHOU_DBT_PASSWORD": url.password or "",
        "ZENGSHOU_DBT_DBNAME": url.database or "",
    }


def _set_environment(url: sa.URL, role: str) -> None:
    """Set the environment for dbt in this process; a manual dbt run has other settings."""
    os.environ |= connection_variables(url) | {
        "ZENGSHOU_DBT_ROLE": role,
        "DBT_DEFER": "false",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }
    # Logging every statement takes a tenth of the build time and fills the 10 MB log in one build.
    os.environ.setdefault("DBT_LOG_LEVEL_FILE", "info")


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path
