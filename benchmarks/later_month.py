"""The complete increment of a month with 35 earlier months, compared with 11 earlier months.

Both sides read the month's files, judge them and build. The difference shows the cost that grows
with the number of earlier months. Each side has its own city, which ends with the month: a longer
city would give the early side the income tables of its own and of later years.
"""

from functools import partial
from typing import NamedTuple

from benchmarks.measure import Side, chosen_scale, compare, in_a_child, interleave
from benchmarks.workplace import Workplace, build_and_publish, workplace
from zengshou.jobs import steps

FIRST_MONTH = "2020-10"
VILLAGES = {"tiny": 8, "small": 10, "full": 463}


class Case(NamedTuple):
    """One side: its name (also of its landing zone and warehouse) and its months."""

    name: str
    month_before: str
    month: str


EARLY = Case("month_12", "2021-08", "2021-09")
LATE = Case("month_36", "2023-08", "2023-09")


def main(scale: str) -> None:
    """Measure and store the row of the table."""
    with workplace() as place:
        for case in (EARLY, LATE):
            _enter_city(place, case)
            city = place.write_city(VILLAGES[scale], FIRST_MONTH, case.month)
            in_a_child(Side(case.name, partial(_build, place, case)))
        late, early = interleave([_side(place, LATE), _side(place, EARLY)])
    name, measured = "later_month", "a month received, judged and built, 35 months behind it"
    size = {"households": city.households}  # of the last city written, that of month 36
    compare(
        name, measured, (late, early), beside="11 months behind it", aim=1.1, scale=scale, size=size
    )


def _enter_city(place: Workplace, case: Case) -> None:
    place.landing = place.folder / case.name / "landing"


def _build(place: Workplace, case: Case, _: None) -> None:
    place.enter(place.new_warehouse(case.name))
    steps.prepare()
    _month(place, case.month_before)


def _side(place: Workplace, case: Case) -> Side:
    def ready() -> None:
        import dbt.cli.main  # noqa: F401 their imports take seconds, on both sides

        import expectations.validate  # noqa: F401 as above

        _enter_city(place, case)
        place.enter(place.copy(case.name))

    return Side(case.name, lambda _: _month(place, case.month), ready)


def _month(place: Workplace, through: str) -> None:
    place.take_in(through)
    build_and_publish()


if __name__ == "__main__":
    main(chosen_scale())
