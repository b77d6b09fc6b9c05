"""`zengshou keys`, `vault` and `household`: audited operations on personal data."""

import getpass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table

from zengshou.assessment.rounding import rounded
from zengshou.cli.options import By, Reason
from zengshou.cli.terminal import out

if TYPE_CHECKING:
    from zengshou.outputs.household.file import Section

keys_app = typer.Typer(help="keys of tokens and vault", no_args_is_help=True)
vault_app = typer.Typer(help="clear values of personal data", no_args_is_help=True)
household_app = typer.Typer(help="a household's personal data", no_args_is_help=True)


@keys_app.callback()
@vault_app.callback()
@household_app.callback()
def group() -> None:
    """Keeps the command name of a group with a single command."""


@keys_app.command()
def rotate(reason: Reason, by: By = None) -> None:
    """New keys for tokens and vault; renews all tokens in one transaction.

    If it is stopped at any point, the same command finishes it or starts it again.
    """
    from ingestion.privacy import key_rotation
    from ingestion.settings import get_settings
    from zengshou.jobs import steps

    steps.prepare()
    with out.status("renewing tokens"):
        done = key_rotation.rotate(
            steps.engine(), get_settings(), person=by or getpass.getuser(), reason=reason
        )
    if done.finished_only:
        out.print("the interrupted key rotation is finished")
    else:
        out.print(f"new keys: {done.secrets:,} clear values, {done.rows:,} rows of raw")
    out.print(f"old keys, needed only for older backups: {done.retired}", soft_wrap=True)
    out.print("next: run `zengshou rebuild --full`, also for other editions, and make a new backup")


@vault_app.command()
def reveal(
    token: Annotated[str, typer.Argument(help="as in dim_household.head_id_token")],
    reason: Reason,
    by: By = None,
) -> None:
    """Print the clear value of a token; person, time and reason are recorded first."""
    from ingestion.privacy import personal_data
    from ingestion.settings import get_settings
    from zengshou.jobs import steps

    steps.prepare()
    typer.echo(
        personal_data.reveal(
            steps.engine(), get_settings(), token, person=by or getpass.getuser(), reason=reason
        )
    )


@household_app.command()
def forget(
    household_id: Annotated[str, typer.Argument(help="户编号, as in dim_household.household_id")],
    reason: Reason,
    by: By = None,
) -> None:
    """Delete a household's clear personal data and texts permanently; figures stay.

    Later files count, but its clear values are not stored again.
    """
    from ingestion.privacy import personal_data
    from ingestion.settings import get_settings
    from zengshou.jobs import steps

    steps.prepare()
    done = personal_data.forget(
        steps.engine(), get_settings(), household_id, person=by or getpass.getuser(), reason=reason
    )
    out.print(
        f"{household_id}: {done.people} people, {done.clear_values} clear values deleted,"
        f" {done.rows} rows of raw cleared; update the marts with `zengshou rebuild --full`",
        soft_wrap=True,
    )
    out.print(
        f"it is still in: {done.files} received files in the landing zone, older backups"
        " with the vault, other editions until they are rebuilt",
        soft_wrap=True,
    )


@household_app.command()
def show(
    household_id: Annotated[str, typer.Argument(help="户编号, as in dim_household.household_id")],
    reason: Reason,
    to: Annotated[Path | None, typer.Option(help="write a workbook instead")] = None,
    by: By = None,
) -> None:
    """一户一档: a household's months, years, warnings, answers, departments, leads, files, masked.

    Person, time and reason are recorded first.
    """
    from zengshou.jobs import steps
    from zengshou.outputs.household.file import household_file
    from zengshou.outputs.household.workbook import household_workbook

    steps.prepare()
    sections = household_file(
        steps.engine(), household_id, person=by or getpass.getuser(), reason=reason
    )
    if to is not None:
        to.write_bytes(household_workbook(household_id, sections))
        out.print(str(to), soft_wrap=True)
        return
    for section in sections:
        out.print(_section(section))


def _section(section: "Section") -> Table:
    """A section as a table for the terminal."""
    title = f"{section.title}（{len(section.rows)}）{section.note}"
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in section.columns:
        table.add_column(column.heading, overflow="fold")
    for row in section.rows:
        table.add_row(*(_cell(row[column.key]) for column in section.columns))
    return table


def _cell(value: object) -> str:
    match value:
        case None:
            return "—"
        case bool():
            return "是" if value else "否"
        case Decimal():
            return f"{rounded(value):,}"
        case _:
            return str(value)


def expire(
    landing: Annotated[str, typer.Option(help="folder or fsspec URL")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="only show the files that would be removed")
    ] = False,
    by: By = None,
) -> None:
    """Remove landed files older than ZENGSHOU_RETENTION_DAYS whose rows are all loaded."""
    from ingestion.load import retention
    from ingestion.load.landing import ChangedSinceScan
    from ingestion.privacy.audit import Refused
    from ingestion.settings import get_settings
    from zengshou.jobs import steps

    days = get_settings().retention_days
    if days is None:
        raise Refused("ZENGSHOU_RETENTION_DAYS is not set: landed files stay forever")
    if "://" not in landing and not Path(landing).is_dir():
        raise typer.BadParameter(f"there is no folder {landing}")
    steps.prepare()
    gone = kept = 0
    for found in retention.expired(steps.engine(), landing, days):
        name = f"{found.file.feed}/{found.file.period}/{found.file.file_name}"
        reason = found.reason
        if reason is None and not dry_run:
            try:
                why = f"retention of {days} days"
                retention.remove(
                    steps.engine(), found.file, person=by or getpass.getuser(), reason=why
                )
            except ChangedSinceScan as error:
                reason = str(error)
        gone, kept = gone + (reason is None), kept + (reason is not None)
        line = f"kept 保留 {name}: {reason}" if reason else f"expired 到期 {name}"
        out.print(line, markup=False, soft_wrap=True)
    would = "would be removed" if dry_run else "removed"
    out.print(f"{gone} files {would}, {kept} older ones kept (limit: {days} days)")
