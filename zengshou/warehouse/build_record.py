"""What an edition was last built from, so that an unchanged one is not built again."""

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
    """Something changed rows of `raw`, or planned another build, while a build was at work."""


def digest(engine: sa.Engine, edition: str) -> str:
    """Digest of the judged files as they are now, the dbt project with its seeds, and the settings.

    New keys and a deletion of personal data change rows of `raw` in place: they count, too.
    """
    with engine.connect() as connection:
        return _digest(connection, edition, NOW)


def digest_of_snapshot(connection: sa.Connection, edition: str) -> str:
    """The same digest of the snapshot that the edition's last build works on."""
    return _digest(connection, edition, SNAPSHOT)


def _digest(connection: sa.Connection, edition: str, ledger: str) -> str:
    query = sa.text(INPUTS.format(ledger=ledger))
    inputs = connection.execute(query, {"edition": edition}).scalar_one()
    return hashlib.sha256(f"{inputs} {rules()}".encode()).hexdigest()


def rules() -> str:
    """Digest of what turns judged files into figures: the dbt project and the settings."""
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
    """When the build of the last publication began (aware); None before the first one."""
    query = "select began_at from ops.publication order by publication_id desc limit 1"
    with engine.connect() as connection:
        found: datetime | None = connection.execute(sa.text(query)).scalar()
    return found


def was_whole(engine: sa.Engine, edition: str) -> bool:
    """Whether the last build of the edition made all months new."""
    query = sa.text("select touched_from is null from ops.build where edition = :edition")
    with engine.connect() as connection:
        return bool(connection.execute(query, {"edition": edition}).scalar_one())


def record_built(
    engine: sa.Engine, edition: str, *, token: str, built: str, marts: list[dict[str, Any]]
) -> None:
    """Remember that the build named by `token` is complete, and the marts that it made.

    Raises BuildOverwritten if the plan is no longer the edition's.
    """
    values = {"edition": edition, "token": token, "built": built, "rules": rules()}
    values["marts"] = json.dumps(marts)
    with engine.begin() as connection:
        if connection.execute(sa.text(RECORD_BUILT), values).rowcount != 1:
            why = f"{edition}: raw was changed, or another build began, while this one was at work"
            raise BuildOverwritten(f"{why}; run again")


def record_published(connection: sa.Connection, edition: str) -> None:
    """Remember, in the caller's transaction, that what was built last may be relied on."""
    connection.execute(
        sa.text(
            "update ops.build set published = built, rules = built_rules where edition = :edition"
        ),
        {"edition": edition},
    )
