"""Nothing lost, nothing twice: after each run, rows and yuan agree from layer to layer.

What is compared stands in the dbt tests `conservation_of_files` and `conservation_of_months`.
They are kept as views, so that they can be asked again without dbt, also after a run that had
nothing to build. Source: feeds.md, "Landing zone" (nothing received is ever lost).
"""

from typing import Any

import sqlalchemy as sa

from zengshou import warehouse

VIEWS = ("conservation_of_files", "conservation_of_months")
SHOWN = 5
#: The counties' figures last: they differ because an earlier layer does.
BROKEN = """
select feed, period, file_name, figure, expected, found from {}
order by feed, period, file_name, position(' of county ' in figure) > 0, figure
"""


class NotConserved(RuntimeError):
    """Figures of two layers differ; the message names file, feed, period and both figures."""


def check_conservation(engine: sa.Engine, edition: str, *, is_new_build: bool) -> None:
    """Compare the layers of an edition. Raises NotConserved.

    After a build dbt makes the views anew; otherwise they are asked as they are.
    """
    if is_new_build or _missing(engine, edition):
        _make_views(engine, edition)
    with engine.connect() as connection:
        found = differences(connection, edition)
    if found:
        told = "; ".join(_told(row) for row in found[:SHOWN])
        more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise NotConserved(f"{edition}: rows or yuan differ between layers: {told}{more}")


def differences(connection: sa.Connection, edition: str) -> list[dict[str, Any]]:
    """Figures that differ: feed, period, file_name (none for a month), figure, expected, found."""
    quote = connection.dialect.identifier_preparer.quote
    rows: list[dict[str, Any]] = []
    for view in VIEWS:
        query = sa.text(BROKEN.format(f"{quote(_schema(edition))}.{quote(view)}"))
        rows += [dict(row) for row in connection.execute(query).mappings()]
    return rows


def _schema(edition: str) -> str:
    return "intermediate" if edition == "marts" else f"{edition}_intermediate"


def _missing(engine: sa.Engine, edition: str) -> list[str]:
    present = sa.inspect(engine).get_view_names(_schema(edition))
    return [view for view in VIEWS if view not in present]


def _make_views(engine: sa.Engine, edition: str) -> None:
    """Run dbt's tests: they fail where a figure differs, but leave their view all the same."""
    try:
        warehouse.run_dbt(engine.url, ["test", "--select", *VIEWS], edition)
    except warehouse.BuildFailed:
        if _missing(engine, edition):
            raise


def _told(row: dict[str, Any]) -> str:
    places = (row["feed"], row["period"], row["file_name"])
    place = " ".join(place for place in places if place)
    return f"{place}: {row['figure']}: {row['expected']} against {row['found']}"
