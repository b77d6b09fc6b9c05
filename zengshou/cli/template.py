"""The command `zengshou template` (interface.md)."""

import getpass
import io
import os
import zipfile
from datetime import date
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer

from zengshou.cli.options import MonthOption
from zengshou.outputs.forms.village import Household, NoForm, Unit

EPOCH = (1980, 1, 1, 0, 0, 0)
#: The forms hold ID numbers: only whoever asked for them may read the file.
PRIVATE = 0o600
FORBIDDEN = str.maketrans("", "", '/\\:*?"<>|')


def template(
    month: MonthOption,
    village: Annotated[str | None, typer.Option(help="12-digit code", metavar="CODE")] = None,
    county: Annotated[
        str | None, typer.Option(help="6-digit code: a zip of all its villages", metavar="CODE")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="file to write")] = None,
    by: Annotated[str | None, typer.Option(help="who asks; default: the login name")] = None,
) -> None:
    """A village's workbook of a month (村级填报表), filled with its households and what is known.

    It holds names and ID numbers: who asked for it is kept in `ops.audit`.
    """
    from zengshou.jobs import steps

    if (village is None) == (county is None):
        raise typer.BadParameter("give either --village or --county")
    if out is not None and not out.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {out.parent}")
    person = getpass.getuser() if by is None else by.strip()
    if not person:
        raise typer.BadParameter("--by must not be blank: it is kept who read the names and IDs")
    first_day = date.fromisoformat(f"{month}-01")
    steps.prepare()
    try:
        with steps.engine().begin() as connection:
            forms = _forms(connection, village or county or "", first_day, person)
    except NoForm as error:
        raise typer.BadParameter(str(error)) from None
    unit, content = forms[0]
    name = f"收支月报_{unit.village_name}_{month}.xlsx"
    if county is not None:
        name, content = f"收支月报_{unit.county_name}_{month}.zip", _zip(forms, month)
    typer.echo(str(_write(out or Path(name.translate(FORBIDDEN)), content)))


def _forms(
    connection: sa.Connection, code: str, month: date, person: str
) -> list[tuple[Unit, bytes]]:
    """The forms of the villages that have households in the month. Raises NoForm."""
    from ingestion.contract import CellType, load_contracts
    from ingestion.privacy.vault import Vault
    from ingestion.settings import get_settings
    from zengshou.outputs.forms.clear_values import read_clear
    from zengshou.outputs.forms.village import households, units
    from zengshou.outputs.forms.workbook import village_workbook

    contracts, vault = load_contracts(), Vault.from_settings(get_settings())
    items = contracts["village_submission"].parts[0].columns_of(CellType.MONEY)
    villages = units(connection, code, month)
    homes = households(connection, villages, month, items)
    forms = []
    for unit in villages:
        if own := homes[unit.village_code]:
            clear = read_clear(
                connection,
                vault,
                _tokens(own),
                subject=f"village form {unit.village_code} {month:%Y-%m}: {len(own)} heads",
                person=person,
                reason="zengshou template",
            )
            forms.append((unit, village_workbook(contracts, unit, month, own, clear)))
    if not forms:
        raise NoForm(f"the roster in force for {month:%Y-%m} lists no household in {code}")
    return forms


def _tokens(homes: list[Household]) -> list[str]:
    both = [token for home in homes for token in (home.name_token, home.citizen_id_token)]
    return [token for token in both if token]


def _zip(forms: list[tuple[Unit, bytes]], month: str) -> bytes:
    """The forms by township; village names repeat, so the code is part of the file's name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for unit, content in forms:
            file = f"{unit.village_name}_{unit.village_code}_{month}.xlsx".translate(FORBIDDEN)
            folder = unit.township_name.translate(FORBIDDEN)
            archive.writestr(zipfile.ZipInfo(f"{folder}/{file}", EPOCH), content)
    return buffer.getvalue()


def _write(path: Path, content: bytes) -> Path:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return path
