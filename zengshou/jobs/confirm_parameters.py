"""Confirming the example parameters that decide a year, from the form that an office filled in."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from zengshou.assessment.releases import content
from zengshou.assessment.releases.gate import ReleaseRefused
from zengshou.assessment.releases.parameters import confirm, form, read_form


def parameters_of(engine: sa.Engine, year: int) -> list[dict[str, Any]]:
    """The example parameters that decide the year, with who confirmed each.

    Raises ReleaseRefused for a year without scores.
    """
    with engine.connect() as connection:
        return _parameters(connection, year)


def write_form(engine: sa.Engine, year: int, to: Path) -> int:
    """Write the form for the office; returns the number of parameters."""
    found = parameters_of(engine, year)
    to.write_bytes(form(found))
    return len(found)


def confirm_from(engine: sa.Engine, year: int, file: Path, person: str) -> int:
    """Store the confirmations of a filled form, audited; returns how many are new.

    Raises parameters.WrongConfirmation and stores nothing if a line does not fit.
    """
    rows = read_form(file)
    with engine.begin() as connection:
        return confirm(connection, year, _parameters(connection, year), rows, person)


def _parameters(connection: sa.Connection, year: int) -> list[dict[str, Any]]:
    try:
        found = content.present(connection, year)
    except sa.exc.ProgrammingError as error:
        raise ReleaseRefused(
            f"{year}: the warehouse has no scores yet; run `zengshou run` first"
        ) from error
    if not found.scores:
        raise ReleaseRefused(f"{year}: there are no scores, so nothing has to be confirmed")
    return found.parameters
