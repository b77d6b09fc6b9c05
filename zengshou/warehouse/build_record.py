"""Records the inputs of each edition's last build, so that an unchanged one is not built again."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from ingestion.errors import ZengshouError
from ingestion.settings import get_settings
from zengshou.warehouse.dbt import DBT_PROJECT

INPUTS = """
select md5(coalesce(string_agg(
    row(load_id, status, reject_judgement_id)::text, ',' order by load_id
), '')) || coalesce((
    select ' raw as of audit ' || max(audit_id) from ops.audit
    where action in ('forget', 'rotate')
), '')
from {ledger}
where edition = :edition
"""
NOW, SNAPSHOT = "ops.load_state", "ops.built_load"
Stage = Literal["built", "published", "rules"]
CODE = (".sql", ".yml", ".csv")
RECORD_BUILT = """
update ops.build
set
    built = :built, built_rules = :rules, marts = cast(:marts as jsonb), plan = null,
    built_at = clock_timestamp()
where edition = :edition and plan = :token
"""


class BuildOverwritten(ZengshouError):
    """Rows of `raw` changed, or another build was planned, while a build was running."""


def digest(engine: sa.Engine, edition: str) -> str:
    """Digest of the current judged files, the dbt project with its seeds, and the settings.

    Key rotations and deletions of personal data change rows of `raw` in place, so they count, too.
    """
    with engine.connect() as connection:
        return _digest(connection, edition, NOW)


def digest_of_snapshot(connection: sa.Connection, edition: str) -> str:
    """The same digest for the snapshot of the edition's last build."""
    return _digest(connection, edition, SNAPSHOT)


def _digest(connection: sa.Connection, edition: str, ledger: str) -> str:
    query = sa.text(INPUTS.format(ledger=ledger))
    inputs = connection.execute(query, {"edition": edition}).scalar_one()
    return hashlib.sha256(f"{inputs} {rules()}".encode()).hexdigest()


def rules() -> str:
    """Digest of the rules for computing figures: the dbt project and the settings."""
    settings = f"{rules_digest()} {get_settings().income_year_start_month}"
    return hashlib.sha256(settings.encode()).hexdigest()


def rules_digest() -> str:
    """SHA-256 of the dbt project with its seeds: the rules without the data."""
    whole = hashlib.sha256()
    for path in sorted(_code(DBT_PROJECT)):
        whole.update(path.name.encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _code(project: Path) -> list[Path]:
    folders = ("models", "macros", "seeds", "tests")
    files = [project / "dbt_project.yml"]
    for folder in folders:
        files += [path for path in (project / folder).rglob("*") if path.suffix in CODE]
    return files


def recorded(engine: sa.Engine, edition: str, stage: Stage) -> str | None:
    """The digest of the last completed stage, or of its rules; None if there is none."""
    with engine.connect() as connection:
        found = (
            connection.execute(
                sa.text("select built, published, rules from ops.build where edition = :edition"),
                {"edition": edition},
            )
            .mappings()
            .first()
        )
    return found[stage] if found else None


def last_publication_began(engine: sa.Engine) -> datetime | None:
    """Start time (timezone-aware) of the last publication's build; None if there is none."""
    query = "select began_at from ops.publication order by publication_id desc limit 1"
    with engine.connect() as connection:
        found: datetime | None = connection.execute(sa.text(query)).scalar()
    return found


def was_whole(engine: sa.Engine, edition: str) -> bool:
    """True if the last build of the edition rebuilt all months."""
    query = sa.text("select touched_from is null from ops.build where edition = :edition")
    with engine.connect() as connection:
        return bool(connection.execute(query, {"edition": edition}).scalar_one())


def record_built(
    engine: sa.Engine, edition: str, *, token: str, built: str, marts: list[dict[str, Any]]
) -> None:
    """Record that the build with `token` is complete, and the marts that it built.

    Raises BuildOverwritten if the plan is no longer the edition's.
    """
    values = {"edition": edition, "token": token, "built": built, "rules": rules()}
    values["marts"] = json.dumps(marts)
    with engine.begin() as connection:
        if connection.execute(sa.text(RECORD_BUILT), values).rowcount != 1:
            why = f"{edition}: raw changed, or another build started, during this build"
            raise BuildOverwritten(f"{why}; run again")


def record_published(connection: sa.Connection, edition: str) -> None:
    """Record, in the caller's transaction, that the last build is published."""
    connection.execute(
        sa.text(
            "update ops.build set published = built, rules = built_rules where edition = :edition"
        ),
        {"edition": edition},
    )
