"""Release 1 of a finished year of the made-up city, as its made-up office makes it."""

from pathlib import Path

import sqlalchemy as sa

from zengshou.assessment.releases import archive
from zengshou.assessment.releases.parameters import form
from zengshou.jobs import confirm_parameters
from zengshou.jobs.freeze import freeze

OFFICE = {"confirmed_by": "王主任（虚构）", "document": "双乡振发〔2023〕12号（虚构）"}


def release_once(engine: sa.Engine, year: int, folder: Path) -> tuple[int, int]:
    """Confirm the example parameters of a year and release it, unless that was done before.

    The filled form stays in `folder`. Returns the latest release and the number of confirmed
    parameters. Raises ReleaseRefused.
    """
    found = confirm_parameters.parameters_of(engine, year)
    with engine.connect() as connection:
        last = archive.last_release(connection, year)
    if last:
        return last["release_number"], len(found)
    file = folder / f"{year}年度参数确认表.csv"
    file.write_bytes(form([row | OFFICE for row in found]))
    confirm_parameters.confirm_from(engine, year, file, OFFICE["confirmed_by"])
    return freeze(engine, year, OFFICE["confirmed_by"]), len(found)
