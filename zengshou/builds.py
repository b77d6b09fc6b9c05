"""What an edition was last built from, so that an unchanged one is not built again."""

import hashlib
from pathlib import Path
from typing import Literal

import sqlalchemy as sa

from ingestion.settings import get_settings
from zengshou.warehouse import DBT_PROJECT

INPUTS = """
select md5(coalesce(string_agg(
    row(load_id, status, reject_judgement_id)::text, ',' order by load_id
), '')) || coalesce((
    select ' raw as of audit ' || max(audit_id) from ops.audit
    where action in ('forget', 'rotate')
), '')
from ops.load_state
where edition = :edition
"""
Stage = Literal["built", "published", "rules"]
CODE = (".sql", ".yml", ".csv")


def digest(engine: sa.Engine, edition: str) -> str:
    """Digest of the judged files, the dbt project with its seeds, and the settings.

    New keys and a deletion of personal data change rows of `raw` in place: they count, too.
    """
    with engine.connect() as connection:
        inputs = connection.execute(sa.text(INPUTS), {"edition": edition}).scalar_one()
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


def record(engine: sa.Engine, edition: str, stage: Stage, value: str | None) -> None:
    """Remember that the stage is complete for these inputs."""
    column = {"built": "built", "published": "published", "rules": "rules"}[stage]
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                f"insert into ops.build (edition, {column}) values (:edition, :value) "  # noqa: S608 one of three names
                f"on conflict (edition) do update set {column} = :value, built_at = now()"
            ),
            {"edition": edition, "value": value},
        )
