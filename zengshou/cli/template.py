"""The command `zengshou template` (interface.md)."""

import getpass
import os
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from zengshou.cli.options import MonthOption, county_code

#: The forms contain ID numbers: only the user who requested them may read the file.
PRIVATE = 0o600


def template(
    month: MonthOption,
    village: Annotated[str | None, typer.Option(help="12-digit code", metavar="CODE")] = None,
    county: Annotated[
        str | None,
        typer.Option(callback=county_code, help="by name or code: a zip of all its villages"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="file to write")] = None,
    by: Annotated[
        str | None, typer.Option(help="person who requests it; default: the login name")
    ] = None,
) -> None:
    """A village's workbook of a month (村级填报表), with its households and known data filled in.

    It contains names and ID numbers: `ops.audit` records who requested it.
    """
    from zengshou.jobs import steps
    from zengshou.outputs.forms.filled_forms import as_zip, file_name, filled_forms
    from zengshou.outputs.forms.village import NoForm

    if (village is None) == (county is None):
        raise typer.BadParameter("give either --village or --county")
    if out is not None and not out.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {out.parent}")
    person = getpass.getuser() if by is None else by.strip()
    if not person:
        raise typer.BadParameter(
            "--by must not be blank: the audit records who read the names and IDs"
        )
    first_day = date.fromisoformat(f"{month}-01")
    steps.prepare()
    try:
        with steps.engine().begin() as connection:
            forms = filled_forms(connection, village or county or "", first_day, person)
    except NoForm as error:
        raise typer.BadParameter(str(error)) from None
    unit, content = forms[0]
    name = file_name(f"收支月报_{unit.village_name}_{month}", "xlsx")
    if county is not None:
        name = file_name(f"收支月报_{unit.county_name}_{month}", "zip")
        content = as_zip(forms, month)
    typer.echo(str(_write(out or Path(name), content)))


def _write(path: Path, content: bytes) -> Path:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return path
