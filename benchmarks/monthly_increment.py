"""The month's dbt build of a city, compared with copying the rows that it writes.

Ours is `steps.transform()` with tests, and the publication; the month's files were received and
judged before. The other side inserts the same rows into empty tables with the same constraints and
indexes (`benchmarks.written_rows`).
"""

from benchmarks.measure import Side, chosen_scale, compare, in_a_child, interleave
from benchmarks.workplace import RUN, Workplace, build_and_publish, workplace
from benchmarks.written_rows import Written, copy_rows, make_twins, written_by
from zengshou.demo.city import CitySummary
from zengshou.jobs import steps

MONTH_BEFORE, MONTH = "2023-08", "2023-09"
FIRST_MONTH = {"tiny": "2023-07", "small": "2022-10", "full": "2021-10"}
VILLAGES = {"tiny": 8, "small": 20, "full": 463}
INCOME_YEAR = 2023
JUDGED, PUBLISHED = "judged", "published"


def main(scale: str) -> None:
    """Measure and store the row of the table."""
    with workplace() as place:
        city = place.write_city(VILLAGES[scale], FIRST_MONTH[scale], MONTH)
        in_a_child(Side("months before", lambda _: _build_months_before(place)))
        in_a_child(Side("month", lambda _: _publish_month(place)))
        ours, copied = interleave(
            [
                Side("the month's build", lambda _: build_and_publish(), lambda: _ready(place)),
                Side(
                    "copying its rows", lambda tables: _copy(place, tables), lambda: _twins(place)
                ),
            ]
        )
    name, measured = "monthly_increment", "the month's dbt build with its tests"
    size = size_of(city, FIRST_MONTH[scale])
    beside = "copying the rows that it writes into empty tables with the same indexes"
    compare(name, measured, (ours, copied), beside=beside, aim=3, scale=scale, size=size)


def size_of(city: CitySummary, first_month: str) -> dict[str, int]:
    """The amount of work of a month's run in a city."""
    return {
        "households": city.households,
        "files": sum(city.files.values()),
        "months behind": months(first_month, MONTH),
    }


def months(first: str, last: str) -> int:
    """Number of months from the first one up to the last one, which is excluded."""
    (year, month), (last_year, last_month) = (map(int, one.split("-")) for one in (first, last))
    return (last_year - year) * 12 + last_month - month


def _build_months_before(place: Workplace) -> None:
    place.enter(place.new_warehouse(JUDGED))
    steps.prepare()
    for through in (MONTH_BEFORE, MONTH):
        place.take_in(through)
        if through == MONTH_BEFORE:
            build_and_publish()


def _publish_month(place: Workplace) -> None:
    place.enter(place.copy(JUDGED, PUBLISHED))
    build_and_publish()


def _ready(place: Workplace) -> None:
    import dbt.cli.main  # noqa: F401 its import takes seconds

    place.enter(place.copy(JUDGED))


def _twins(place: Workplace) -> list[Written]:
    place.enter(place.copy(PUBLISHED))
    tables = written_by(MONTH, INCOME_YEAR)
    make_twins(place.dsn(RUN), tables)
    return tables


def _copy(place: Workplace, tables: list[Written]) -> None:
    copy_rows(place.dsn(RUN), tables)


if __name__ == "__main__":
    main(chosen_scale())
