"""`zengshou scores`: county scores, and the evidence of a county's points."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from zengshou.cli.explain import appeal, explain
from zengshou.cli.options import OptionalMonth, first_day
from zengshou.cli.terminal import out
from zengshou.local.file_modes import for_others

app = typer.Typer(help="county scores of a year, as of a month of it, or as released")
app.command()(explain)
app.command()(appeal)


class Format(StrEnum):
    """Output formats of scores."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


@app.callback(invoke_without_command=True)
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
        raise typer.BadParameter(
            "do not combine --as-of with --release: a release has a fixed month"
        )
    shown = scores_in(steps.engine(), year, form.value, month=first_day(as_of), release=release)
    if not isinstance(shown, bytes):
        out.print(shown)
    elif form is Format.XLSX or to is not None:
        file = to or Path(f"scores-{year}.{form.value}")
        with for_others():
            file.write_bytes(shown)
        out.print(str(file), soft_wrap=True)
    else:
        typer.echo(shown, nl=False)
