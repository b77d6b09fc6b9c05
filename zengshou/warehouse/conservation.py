"""Conservation: after each run, rows and yuan agree between layers (no loss, no duplicates).

Up to the households' streams, the dbt tests `conservation_of_files` and `conservation_of_months`
compare the layers. They are stored as views, so that they can be queried without dbt, even after a
run with nothing to build. From there to the published marts, this module compares them. Source:
feeds.md, "Landing zone" (nothing received is ever lost).
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from ingestion.errors import ZengshouError
from zengshou.warehouse import dbt
from zengshou.warehouse.income_streams import STREAMS_AND_COST

VIEWS = ("conservation_of_files", "conservation_of_months")
SHOWN = 5
BROKEN = """
select feed, period, file_name, figure, expected, found from {}
order by feed, period, file_name, figure
"""
FIGURES = (*STREAMS_AND_COST, "rigid_spending")
#: Households and yuan by month, and by division if `{division}` is given.
LAYER = """
select month, division, figure.figure, figure.amount
from (
    select month, {division} as division, {households} as households, {sums}
    from {table} where {condition} group by 1, 2
) as totals
cross join lateral (values {figures}) as figure (figure, amount)
"""
COMPARED = """
select
    'village_submission' as feed,
    to_char(month, 'YYYY-MM') as period,
    null as file_name,
    figure || division || ': {name}' as figure,
    coalesce(earlier.amount, 0) as expected,
    coalesce(later.amount, 0) as found
from ({earlier}) as earlier
full join ({later}) as later using (month, division, figure)
where coalesce(earlier.amount, 0) <> coalesce(later.amount, 0)
order by 4, 2
"""


class NotConserved(ZengshouError):
    """Figures of two layers differ; the message names file, feed, period and both figures."""


def check_conservation(engine: sa.Engine, edition: str, *, is_whole_build: bool) -> None:
    """Compare the layers up to the households' streams with the ledger's snapshot.

    dbt recreates the views after a full build, because their definitions may have changed, and if a
    build dropped them. Raises NotConserved.
    """
    if is_whole_build or _missing(engine, edition):
        _make_views(engine, edition)
    with engine.connect() as connection:
        _refuse(edition, differences(connection, edition))


def check_published(connection: sa.Connection) -> None:
    """Compare the households' streams with the published marts, and the marts with the counties.

    The last layer is the counties' months. Raises NotConserved.
    """
    _refuse("marts", published_differences(connection))


def differences(connection: sa.Connection, edition: str) -> list[dict[str, Any]]:
    """Figures that differ: feed, period, file_name (none for a month), figure, expected, found."""
    quote = connection.dialect.identifier_preparer.quote
    rows: list[dict[str, Any]] = []
    for view in VIEWS:
        query = sa.text(BROKEN.format(f"{quote(_schema(edition))}.{quote(view)}"))
        rows += [dict(row) for row in connection.execute(query).mappings()]
    return rows


def published_differences(connection: sa.Connection) -> list[dict[str, Any]]:
    """Differences from the households' streams to the counties' months, in the order of layers."""
    streams = _layer("intermediate.int_household_streams_month")
    households = _layer("marts.fct_household_month")
    # population households only, as in the divisions
    of_counties = _layer("marts.fct_household_month", "county_code", "is_population")
    counties = _layer(
        "marts.division_income_month",
        "division_code",
        "level = 'county'",
        households="sum(households_reported)",
    )
    compared = [
        ("int_household_streams_month → fct_household_month", streams, households),
        ("fct_household_month → division_income_month", of_counties, counties),
    ]
    return [
        dict(row)
        for name, earlier, later in compared
        for row in connection.execute(
            sa.text(COMPARED.format(name=name, earlier=earlier, later=later))
        ).mappings()
    ]


def _layer(
    table: str, division: str = "", condition: str = "true", households: str = "count(*)"
) -> str:
    return LAYER.format(
        table=table,
        division=f"' of county ' || {division}" if division else "''",
        condition=condition,
        households=households,
        sums=", ".join(f"sum({figure}) as {figure}" for figure in FIGURES),
        figures=", ".join(f"('{name}', totals.{name})" for name in ("households", *FIGURES)),
    )


def _refuse(edition: str, found: Iterable[dict[str, Any]]) -> None:
    rows = list(found)
    if rows:
        told = "; ".join(_told(row) for row in rows[:SHOWN])
        more = f"; and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
        raise NotConserved(f"{edition}: rows or yuan differ between layers: {told}{more}")


def _schema(edition: str) -> str:
    return "intermediate" if edition == "marts" else f"{edition}_intermediate"


def _missing(engine: sa.Engine, edition: str) -> list[str]:
    present = sa.inspect(engine).get_view_names(_schema(edition))
    return [view for view in VIEWS if view not in present]


def _make_views(engine: sa.Engine, edition: str) -> None:
    """Run dbt's tests: they fail if a figure differs, but create their view in any case."""
    try:
        dbt.run_dbt(engine.url, ["test", "--select", *VIEWS], edition)
    except dbt.BuildFailed:
        if _missing(engine, edition):
            raise


def _told(row: dict[str, Any]) -> str:
    places = (row["feed"], row["period"], row["file_name"])
    place = " ".join(place for place in places if place)
    return f"{place}: {row['figure']}: {row['expected']} against {row['found']}"
