"""The ten most frequent dashboard queries, each for many counties, months and households.

They run as `bi_reader` on the public tables; the time until the last row counts. `--warehouse URL`
uses an existing warehouse and creates no made-up city.
"""

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from typing import Any

import psycopg

from benchmarks.measure import RESULTS, machine
from benchmarks.workplace import Workplace, workplace
from zengshou.jobs import steps
from zengshou.warehouse import publication

VILLAGES = {"tiny": 8, "small": 93, "full": 463}
FIRST_MONTH = {"tiny": "2023-06", "small": "2022-10", "full": "2021-10"}
LAST_MONTH = "2023-09"
TIMES = 40
AIM_MILLISECONDS = 100
QUERIES = {
    "income of the city by stream and month": """
        select * from marts.division_income_month where level = 'city' order by month""",
    "counties of a month: growth against the same months a year before": """
        select * from marts.division_month
        where level = 'county' and month = %(month)s order by division_code""",
    "counties of a month by score": """
        select * from marts.county_score_month where as_of_month = %(month)s order by rank""",
    "a county's income by month": """
        select * from marts.division_income_month
        where division_code = %(county)s order by month""",
    "villages of a county that did not report a month in time": """
        select * from marts.submission_status
        where county_code = %(county)s and month = %(month)s and expected and not on_time""",
    "warnings of a month by county and level": """
        select county_code, level, count(*) as warnings, count(*) filter (where overdue) as overdue
        from marts.warning where month = %(month)s group by county_code, level""",
    "a county's worklist of open warnings": """
        select warning.*, household.head_name_masked, household.village_code
        from marts.warning inner join marts.dim_household as household using (household_id)
        where warning.county_code = %(county)s and month = %(month)s
            and warning.status in ('open', 'verified')
        order by due_date, household_id limit 200""",
    "focus households of a month by county, list and reason": """
        select county_code, list, reason, count(*) as households from marts.household_focus
        where month = %(month)s group by county_code, list, reason""",
    "a household's months": """
        select * from marts.fct_household_month
        where household_id = %(household)s order by month""",
    "a county's hundred households with the lowest income of the year": """
        select * from marts.household_year
        where county_code = %(county)s and income_year = %(year)s
        order by per_capita limit 100""",
}
PARAMETERS = """
select
    (select array_agg(distinct month order by month) from marts.division_month) as months,
    (select array_agg(division_code) from marts.dim_division where level = 'county') as counties,
    (select array_agg(household_id) from (
        select household_id from marts.dim_household order by md5(household_id) limit 500
    ) as chosen) as households,
    (select array_agg(distinct income_year) from marts.household_year) as years
"""
SIZES = """
select
    (select count(*) from marts.dim_household) as households,
    (select count(*) from marts.fct_household_month) as household_months
"""


@dataclass(frozen=True)
class Query:
    """A query and the times of its answers, in milliseconds; `rows` of the largest answer."""

    name: str
    rows: int
    median_milliseconds: float
    p95_milliseconds: float


def main() -> None:
    """Measure, print and store the answer times."""
    options = argparse.ArgumentParser()
    options.add_argument("--size", choices=tuple(VILLAGES), default="small")
    options.add_argument("--warehouse", help="a libpq URL or DSN of a warehouse with marts")
    given = options.parse_args()
    if given.warehouse:
        keep(given.warehouse, "full")
        return
    with workplace() as place:
        keep(_make(place, given.size), given.size)


def _make(place: Workplace, scale: str) -> str:
    """DSN of a new warehouse with the marts of a made-up city."""
    place.write_city(VILLAGES[scale], FIRST_MONTH[scale], LAST_MONTH)
    database = place.new_warehouse("asked")
    place.enter(database)
    steps.prepare()
    place.take_in()
    steps.transform()
    publication.publish(steps.engine())
    return place.dsn(database)


def keep(dsn: str, scale: str) -> None:
    """Query a warehouse, print the answer times and store them, unless it is a trial."""
    with psycopg.connect(dsn) as connection:
        connection.execute("set role bi_reader")
        sizes = connection.execute(SIZES).fetchone() or (0, 0)
        found = [_ask(connection, name, text) for name, text in QUERIES.items()]
    for one in found:
        print(f"  {one.p95_milliseconds:7.1f} ms  {one.rows:6} rows  {one.name}", flush=True)
    if scale == "tiny":
        return
    document = {
        "name": "bi_queries",
        "scale": scale,
        "aim_milliseconds": AIM_MILLISECONDS,
        "times": TIMES,
        "size": {"households": sizes[0], "household months": sizes[1]},
        "queries": [asdict(one) for one in found],
        "made_at": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": machine(),
    }
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    (RESULTS / "bi_queries.json").write_text(text, encoding="utf-8")


def _ask(connection: psycopg.Connection, name: str, text: str) -> Query:
    """Run the same query `TIMES` times with different values; the first run counts, too."""
    took, most = [], 0
    for values in islice(_values(connection), TIMES):
        begun = time.perf_counter()
        rows = connection.execute(text, values).fetchall()
        took.append((time.perf_counter() - begun) * 1000)
        most = max(most, len(rows))
    p95 = statistics.quantiles(took, n=20, method="inclusive")[-1]
    return Query(name, most, round(statistics.median(took), 1), round(p95, 1))


def _values(connection: psycopg.Connection) -> Iterator[dict[str, Any]]:
    """Months, counties, households and years, in turn."""
    known = connection.execute(PARAMETERS).fetchone()
    if known is None or not all(known):
        raise RuntimeError("the marts are empty: build them first")
    months, counties, households, years = (cycle(one) for one in known)
    while True:
        yield {
            "month": next(months),
            "county": next(counties),
            "household": next(households),
            "year": next(years),
        }


if __name__ == "__main__":
    main()
