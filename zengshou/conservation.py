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
BROKEN = """
select feed, period, file_name, figure, expected, found from {}
order by feed, period, file_name, figure
"""


class NotConserved(RuntimeError):
    """Figures of two layers differ; the message names file, feed, period and both figures."""


def check_conservation(engine: sa.Engine, edition: str, *, is_new_build: bool) -> None:
    """Compare the layers of an edition. Raises NotConserved.

    After a build dbt makes the views anew; otherwise they are asked as they are.
    """
    schema = "intermediate" if edition == "marts" else f"{edition}_intermediate"
    if is_new_build or _missing(engine, schema):
        _make_views(engine, schema, edition)
    broken = [row for view in VIEWS for row in _rows(engine, schema, view)]
    if broken:
        told = "; ".join(_told(row) for row in broken[:SHOWN])
        more = f"; and {len(broken) - SHOWN} more" if len(broken) > SHOWN else ""
        raise NotConserved(f"{edition}: rows or yuan differ between layers: {told}{more}")


def _missing(engine: sa.Engine, schema: str) -> list[str]:
    present = sa.inspect(engine).get_view_names(schema)
    return [view for view in VIEWS if view not in present]


def _make_views(engine: sa.Engine, schema: str, edition: str) -> None:
    """Run dbt's tests: they fail where a figure differs, but leave their view all the same."""
    try:
        warehouse.run_dbt(engine.url, ["test", "--select", *VIEWS], edition)
    except warehouse.BuildFailed:
        if _missing(engine, schema):
            raise


def _rows(engine: sa.Engine, schema: str, view: str) -> list[dict[str, Any]]:
    quote = engine.dialect.identifier_preparer.quote
    with engine.connect() as connection:
        found = connection.execute(sa.text(BROKEN.format(f"{quote(schema)}.{quote(view)}")))
        return [dict(row) for row in found.mappings()]


def _told(row: dict[str, Any]) -> str:
    places = (row["feed"], row["period"], row["file_name"])
    place = " ".join(place for place in places if place)
    return f"{place}: {row['figure']}: {row['expected']} against {row['found']}"
