"""Writes the 申诉说明 of counties to the outbox, from the present figures or a release."""

import sqlalchemy as sa

from zengshou.assessment.releases import archive, content, verify
from zengshou.assessment.scores import NoScores, year_without_scores
from zengshou.outputs.evidence.appeal import appeal_statement
from zengshou.outputs.outbox import deliver
from zengshou.warehouse.snapshot import one_state


def write_statements(
    engine: sa.Engine,
    year: int,
    outbox: str,
    *,
    county: str | None = None,
    number: int | None = None,
) -> list[str]:
    """Write the statement of a county, or of all; returns their locations.

    Raises scores.NoScores, releases.archive.UnknownRelease.
    """
    release, frozen = None, None
    if number is not None:
        verify.require(engine, year, number)
        release, frozen = archive.read(engine, year, number)
    with one_state(engine) as connection:
        found = frozen or content.present(connection, year)
        if not found.scores:
            raise NoScores(year_without_scores(connection, year))
        counties = {row["county_code"]: row["county_name"] for row in found.scores}
        if county is not None and county not in counties:
            raise NoScores(f"{year}: {county} has no score")
        return [
            deliver(
                outbox,
                code,
                str(year),
                f"{name}{year}年度申诉说明.docx",
                appeal_statement(connection, found, code, release),
            )
            for code, name in sorted(counties.items())
            if county in (None, code)
        ]
