"""The command line `zengshou` (interface.md, "Command line").

Wrong use ends with one line and exit code 2, a failed run with one line and exit code 1.
"""

import re
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from typer.exceptions import Abort, TyperException

from zengshou.cli.dispatch import dispatch, report
from zengshou.cli.explain import explain
from zengshou.cli.feedback import feedback
from zengshou.cli.loads import app as loads_app
from zengshou.cli.options import OptionalMonth, first_day
from zengshou.cli.page import page
from zengshou.cli.personal_data import expire, household_app, keys_app, vault_app
from zengshou.cli.publications import app as publications_app
from zengshou.cli.releases import app as release_app
from zengshou.cli.template import template

if TYPE_CHECKING:
    from zengshou.airflow.in_process import RunOutcome

app = typer.Typer(
    help="增收 — income monitoring and county assessment warehouse",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(release_app, name="release")
app.add_typer(loads_app, name="loads")
app.add_typer(keys_app, name="keys")
app.add_typer(vault_app, name="vault")
app.add_typer(household_app, name="household")
app.add_typer(publications_app, name="publications")
app.command()(expire)
app.command()(template)
app.command()(feedback)
app.command()(dispatch)
app.command()(report)
app.command()(page)
scores_app = typer.Typer(help="county scores of a year, as of a month of it, or as released")
scores_app.command()(explain)
app.add_typer(scores_app, name="scores")
#: Bound to the real streams, as Airflow's runs redirect them; wide enough for the tables where
#: the output goes to a file.
out = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120)
err = Console(file=sys.stderr, highlight=False)
WRONG_USE = 2
MESSAGE_LENGTH = 300
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


class Format(StrEnum):
    """How scores are shown."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


def main() -> None:
    """Entry point: turns every expected failure into one clear line."""
    from sqlalchemy.exc import OperationalError

    from ingestion.database import MissingRights
    from ingestion.privacy.audit import Refused
    from zengshou.airflow.in_process import DagRunError
    from zengshou.airflow.stack import StackError
    from zengshou.assessment.evidence import NoEvidence
    from zengshou.assessment.releases.archive import UnknownRelease
    from zengshou.assessment.releases.gate import ReleaseRefused
    from zengshou.assessment.scores import NoScores
    from zengshou.demo.demo import MixedData
    from zengshou.local.postgres import PostgresError
    from zengshou.outputs.dispatch.figures import NothingToReport
    from zengshou.outputs.feedback.answers import NothingToAnswer
    from zengshou.outputs.forms.village import NothingBuilt
    from zengshou.outputs.page import NoFigures
    from zengshou.warehouse.build_record import BuildOverwritten
    from zengshou.warehouse.conservation import NotConserved
    from zengshou.warehouse.dbt import BuildFailed
    from zengshou.warehouse.publication.shape import ReadersInTheWay

    try:
        sys.exit(app(standalone_mode=False))
    except TyperException as error:
        sys.exit(_complain(f"zengshou: {error.format_message()} (see zengshou --help)", WRONG_USE))
    except (Abort, KeyboardInterrupt):
        sys.exit(_complain("zengshou: interrupted", 130))
    except OperationalError as error:
        sys.exit(
            _complain(f"zengshou: no connection to the database: {str(error.orig).strip()}", 1)
        )
    except (
        *(BuildFailed, DagRunError, MissingRights, MixedData, PostgresError, Refused, StackError),
        *(NoEvidence, NoFigures, NoScores, NotConserved, NothingBuilt, NothingToAnswer),
        *(NothingToReport, ReleaseRefused, UnknownRelease, BuildOverwritten, ReadersInTheWay),
    ) as error:
        sys.exit(_complain(f"zengshou: {error}", 1))


def _complain(message: str, code: int) -> int:
    """Tell what is wrong in one line; returns the exit code."""
    err.print(" ".join(message.split()), soft_wrap=True, markup=False)
    return code


def _landing(value: str) -> str:
    if "://" not in value and not Path(value).is_dir():
        raise typer.BadParameter(f"there is no folder {value}")
    return value


def _schema(value: str) -> str:
    if not SCHEMA.fullmatch(value) or value in OWN_SCHEMAS or value.startswith(OWN_PREFIXES):
        raise typer.BadParameter(f"{value!r} cannot be the schema of a rebuild")
    return value


def _instant(value: str | None) -> str | None:
    if value is not None:
        try:
            known_at = datetime.fromisoformat(value)
        except ValueError:
            raise typer.BadParameter(f"{value!r} is not an ISO 8601 instant") from None
        if known_at.tzinfo is None:
            raise typer.BadParameter(f"{value!r} lacks its offset, e.g. +08:00")
    return value


@app.command()
def demo() -> None:
    """The main job, end to end, on a made-up city; prints the county scores."""
    from zengshou.demo.demo import run_demo

    raise typer.Exit(run_demo(out))


@app.command()
def run(
    landing: Annotated[str, typer.Option(callback=_landing, help="folder or fsspec URL")],
    through: OptionalMonth = None,
) -> None:
    """Process what is new in a landing zone through the DAGs. Rejected data is no failure."""
    from zengshou.airflow.pipeline import run_pipeline
    from zengshou.demo.demo import refuse_to_mix
    from zengshou.jobs import steps
    from zengshou.outputs.ledger_counts import feed_counts

    steps.prepare()
    refuse_to_mix(steps.engine(), with_demo=False)
    failed = run_pipeline(landing, through, out)
    if failed is not None:
        raise typer.Exit(report_failure(failed))
    out.print(*feed_counts(steps.engine()), sep="\n")


def report_failure(failed: "RunOutcome") -> int:
    """Tell which task of a DAG failed and where its log is; returns the exit code."""
    for failure in failed.failures:
        first = failure.message.strip().splitlines()[0][:MESSAGE_LENGTH]
        _complain(f"zengshou: {failed.dag_id} · {failure.task_id} failed: {first}", 1)
    return _complain(f"zengshou: details in {failed.log}", 1)


@app.command()
def rebuild(
    full: Annotated[bool, typer.Option(help="build incremental models from scratch")] = False,
    known_at: Annotated[
        str | None, typer.Option(callback=_instant, help="ISO instant: as known then")
    ] = None,
    schema: Annotated[
        str, typer.Option(callback=_schema, help="where the marts as known then go")
    ] = "marts_known_at",
) -> None:
    """Build the marts again, or as they were known at a past instant into a schema of their own."""
    from zengshou.jobs import steps

    instant = datetime.fromisoformat(known_at) if known_at else None
    edition = schema if instant else steps.NOW
    with out.status(f"building {edition}"):
        steps.prepare()
        steps.check(edition, instant)
        steps.transform(edition, full_refresh=full)
        steps.publish(edition)
    out.print(f"built: {edition}")


@scores_app.callback(invoke_without_command=True)
def scores(
    context: typer.Context,
    year: Annotated[int | None, typer.Option(help="assessment year")] = None,
    as_of: OptionalMonth = None,
    release: Annotated[int | None, typer.Option(help="as frozen in this release")] = None,
    form: Annotated[Format, typer.Option("--format")] = Format.TABLE,
    to: Annotated[Path | None, typer.Option(help="file to write instead of the terminal")] = None,
) -> None:
    """County scores of a year, as of a month of it, or as released."""
    from zengshou.jobs import steps
    from zengshou.outputs.county_scores import scores_in

    if context.invoked_subcommand is not None:
        return
    if year is None:
        raise typer.BadParameter("Missing option '--year'.")
    if release is not None and as_of is not None:
        raise typer.BadParameter("--as-of does not go with --release: a release has its month")
    shown = scores_in(steps.engine(), year, form.value, month=first_day(as_of), release=release)
    if not isinstance(shown, bytes):
        out.print(shown)
    elif form is Format.XLSX or to is not None:
        file = to or Path(f"scores-{year}.{form.value}")
        file.write_bytes(shown)
        out.print(str(file), soft_wrap=True)
    else:
        typer.echo(shown, nl=False)


@app.command()
def up() -> None:
    """Start the local stack: PostgreSQL and Airflow with its web page."""
    from ingestion.settings import get_settings
    from zengshou.airflow.stack import up as start

    stack = start(get_settings())
    out.print(f"Airflow: {stack.address}\nuser {stack.user}, password in {stack.password_file}")


@app.command()
def down() -> None:
    """Stop the local stack."""
    from ingestion.settings import get_settings
    from zengshou.airflow.stack import down as stop

    stop(get_settings())


@app.command()
def backup(
    to: Annotated[Path, typer.Argument(help="folder, or file to be")],
    with_vault: Annotated[
        bool, typer.Option("--with-vault", help="also the encrypted clear values: never for others")
    ] = False,
) -> None:
    """Write a backup of the warehouse and its checksum; never holds keys or landed files."""
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


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="written by `zengshou backup`")],
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="replace a warehouse that holds data")
    ] = False,
) -> None:
    """Make the warehouse what a backup holds, wholly or not at all."""
    from ingestion.settings import get_settings
    from zengshou.jobs import steps
    from zengshou.warehouse.backup import restore as put_back

    with out.status("restoring"):
        put_back(steps.engine(), file, overwrite=overwrite)
    out.print(
        f"restored from {file}; before the next run put token.key and vault.key of its time into"
        f" {get_settings().secrets_dir}",
        soft_wrap=True,
    )


@app.command()
def url() -> None:
    """SQLAlchemy URL of the warehouse in use, with its owner's password."""
    from zengshou.jobs import steps

    typer.echo(steps.warehouse_url())


@app.command()
def docs(
    to: Annotated[Path, typer.Option(help="folder of the site")] = Path("site"),
) -> None:
    """All documents as web pages: start page, static page, dbt docs, Data Docs, contracts."""
    from ingestion.settings import get_settings
    from zengshou.jobs import steps
    from zengshou.outputs.site import write_site

    out.print(str(write_site(steps.engine(), get_settings(), to)), soft_wrap=True)


@app.command()
def dev() -> None:
    """Let dbt, started in dbt_project by hand or by an editor, reach the warehouse in use."""
    from ingestion.settings import get_settings
    from zengshou.jobs import steps
    from zengshou.warehouse.dbt_by_hand import write_environment

    steps.prepare()
    out.print(str(write_environment(steps.engine().url, get_settings())), soft_wrap=True)


@app.command()
def render() -> None:
    """Write what is generated: dbt sources, feed pages, ODCS documents, the list of indicators."""
    from ingestion.render import write_all
    from ingestion.settings import PROJECT_ROOT

    write_all(PROJECT_ROOT)
