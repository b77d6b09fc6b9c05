"""Commands for the warehouse itself: rebuild, backup, restore, connect."""

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from zengshou.cli.options import Instant
from zengshou.cli.terminal import out
from zengshou.local.file_modes import for_others

SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,40}")
OWN_SCHEMAS = {
    "accepted",
    "access",
    "assessment",
    "candidate",
    "dev",
    "marts",
    "marts_zh",
    "staging",
    "intermediate",
    "raw",
    "ops",
    "gate",
    "vault",
    "cell",
    "reference",
    "public",
}
OWN_PREFIXES = ("county_", "dev_")


def _schema(value: str) -> str:
    if not SCHEMA.fullmatch(value) or value in OWN_SCHEMAS or value.startswith(OWN_PREFIXES):
        raise typer.BadParameter(f"{value!r} cannot be the schema of a rebuild")
    return value


def rebuild(
    full: Annotated[bool, typer.Option(help="build incremental models from scratch")] = False,
    known_at: Instant = None,
    schema: Annotated[
        str, typer.Option(callback=_schema, help="where the marts as known then go")
    ] = "marts_known_at",
) -> None:
    """Rebuild the marts, or build them as known at a past time in a separate schema."""
    from zengshou.jobs import steps
    from zengshou.warehouse import dbt

    instant = datetime.fromisoformat(known_at) if known_at else None
    edition = schema if instant else dbt.NOW
    with out.status(f"building {edition}"):
        steps.prepare()
        steps.check(edition, instant)
        steps.transform(edition, full_refresh=full)
        steps.publish(edition)
    out.print(f"built: {edition}")


def backup(
    to: Annotated[Path, typer.Argument(help="folder or file name")],
    with_vault: Annotated[
        bool,
        typer.Option(
            "--with-vault",
            help="include the encrypted clear values; never give such a backup to others",
        ),
    ] = False,
) -> None:
    """Write a backup of the warehouse and its checksum; never contains keys or landed files."""
    from ingestion.settings import get_settings
    from zengshou.jobs import steps
    from zengshou.warehouse.backup import back_up

    with out.status("writing the backup"):
        steps.prepare()
        file = back_up(steps.engine(), to, with_vault=with_vault)
    size = f"{file.stat().st_size / 1e6:,.1f} MB"
    out.print(f"{file} ({size}) and {file.name}.sha256", soft_wrap=True)
    holds = "with the vault: for yourself only" if with_vault else "without the vault"
    out.print(
        f"{holds}; keep the keys in {get_settings().secrets_dir} apart from it:"
        " they are not in it, and without token.key nothing can be loaded after a restore",
        soft_wrap=True,
    )


def restore(
    file: Annotated[Path, typer.Argument(help="written by `zengshou backup`")],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="replace a warehouse that holds data")
    ] = False,
) -> None:
    """Replace the warehouse by the content of a backup, completely or not at all."""
    from ingestion.settings import get_settings
    from zengshou.jobs import steps
    from zengshou.outputs import release_files
    from zengshou.warehouse.backup import restore as put_back

    with out.status("restoring"):
        put_back(steps.engine(), file, overwrite=overwrite)
    out.print(
        f"restored from {file}; before the next run put token.key and vault.key of its time, and"
        f" release.key and release_public_keys as they are now, into {get_settings().secrets_dir}",
        soft_wrap=True,
    )
    for problem in release_files.chain_problems(steps.engine()):
        out.print(problem, soft_wrap=True)


def url() -> None:
    """SQLAlchemy URL of the warehouse in use, with its owner's password."""
    from zengshou.jobs import steps

    typer.echo(steps.warehouse_url())


def roles(
    _: Annotated[bool, typer.Option("--sql", help="print the statements; nothing is run")] = True,
) -> None:
    """Statements for a database administrator: roles, memberships and databases of the owner."""
    import sqlalchemy as sa

    from ingestion.settings import get_settings
    from zengshou import words
    from zengshou.warehouse.administrator_sql import administrator_sql

    url = get_settings().database_url
    if url is None:
        raise typer.BadParameter("ZENGSHOU_DATABASE_URL is not set: the embedded server has all")
    codes = [code for code in words.names("division") if len(code) == len("230521")]
    typer.echo(administrator_sql(sa.make_url(url), codes))


def dev() -> None:
    """Let dbt in dbt_project, run manually or by an editor, connect to the warehouse in use."""
    from ingestion.settings import get_settings
    from zengshou.jobs import steps
    from zengshou.warehouse.dbt_by_hand import write_environment

    steps.prepare()
    out.print(str(write_environment(steps.engine().url, get_settings())), soft_wrap=True)


def render() -> None:
    """Write generated files: dbt sources, feed pages, ODCS documents, the list of indicators."""
    from ingestion.render import write_all
    from ingestion.settings import PROJECT_ROOT

    with for_others():
        write_all(PROJECT_ROOT)
