"""A month's whole increment with 35 months behind it, beside the same with 11 months behind.

Both sides read the month's files, judge them and build; what grows with the months behind shows.
"""

from functools import partial

from benchmarks.measure import Side, chosen_scale, compare, in_a_child, interleave
from benchmarks.workplace import Workplace, workplace
from zengshou import steps

FIRST_MONTH = "2020-10"
#: The month measured and the one before it, by the name of the warehouse built up to there.
EARLY, LATE = ("behind_11", "2021-08", "2021-09"), ("behind_35", "2023-08", "2023-09")
VILLAGES = {"tiny": 8, "small": 10, "full": 463}


def main(scale: str) -> None:
    """Measure and keep the row of the table."""
    with workplace() as place:
        city = place.write_city(VILLAGES[scale], FIRST_MONTH, LATE[2])
        for warehouse, before, _ in (EARLY, LATE):
            in_a_child(Side(warehouse, partial(_build, place, before), partial(str, warehouse)))
        late, early = interleave(
            [
                Side("month 36", lambda _: _month(place, LATE[2]), lambda: _ready(place, LATE[0])),
                Side(
                    "month 12", lambda _: _month(place, EARLY[2]), lambda: _ready(place, EARLY[0])
                ),
            ]
        )
    name, measured = "later_month", "a month received, judged and built, 35 months behind it"
    size = {"households": city.households}
    compare(
        name, measured, (late, early), beside="11 months behind it", aim=1.2, scale=scale, size=size
    )


def _build(place: Workplace, through: str, warehouse: str) -> None:
    place.enter(place.new_warehouse(warehouse))
    steps.prepare()
    _month(place, through)


def _ready(place: Workplace, warehouse: str) -> None:
    import dbt.cli.main  # noqa: F401 their imports take seconds, on both sides

    import expectations.validate  # noqa: F401 as above

    place.enter(place.copy(warehouse))


def _month(place: Workplace, through: str) -> None:
    place.take_in(through)
    steps.transform()


if __name__ == "__main__":
    main(chosen_scale())
