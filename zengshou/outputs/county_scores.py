"""County scores in a chosen format: from the current marts, for a month, or from a release."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from rich.table import Table

from zengshou.assessment import scores
from zengshou.outputs.compared_counties import compared_counties, why_out_of_rank
from zengshou.warehouse.snapshot import one_state


def scores_in(
    engine: sa.Engine,
    year: int,
    form: str,
    *,
    month: date | None = None,
    release: int | None = None,
) -> Table | bytes:
    """The scores as a terminal table, or as the bytes of a csv, json or xlsx file.

    A county below the coverage bound has the reason instead of rank, rate and treatment.
    A release is checked against its signature, then returns the bytes frozen with it. Raises
    scores.NoScores, and releases.archive.UnknownRelease.
    """
    from zengshou.assessment.releases import archive, content, verify

    if release is not None:
        verify.require(engine, year, release)
        head, held = archive.read(engine, year, release)
        if form == "table":
            return scores.as_table(held.scores)
        return archive.printed(engine, head["assessment_year"], head["release_number"], form)
    rows = _comparable(engine, scores.county_scores(engine, year, month))
    if form == "table":
        return scores.as_table(rows)
    if form == "csv":
        return scores.as_csv(rows).encode()
    if form == "json":
        return (scores.as_json(rows) + "\n").encode()
    from zengshou.outputs.score_workbook import score_workbook

    with one_state(engine) as connection:
        return score_workbook(connection, content.present(connection, year, month), None)


def _comparable(engine: sa.Engine, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows; those of counties that are not comparable say which village-months are missing."""
    year, month = rows[0]["assessment_year"], rows[0]["as_of_month"]
    with one_state(engine) as connection:
        why = why_out_of_rank(compared_counties(connection, year, month), is_released=False)
    return [
        scores.without_verdict(row, said)
        if (said := why.get(row["county_code"]))
        else {**row, scores.WHY: None}
        for row in rows
    ]
