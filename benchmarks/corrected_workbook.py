"""A corrected village workbook in a city: from the landing zone to published marts.

Ours is what the DAGs do for one file, in one process: look, receive, judge, answer, build with
dbt's tests, publish. The other side is the build and publication of a month of all feeds, whose
files were judged before. The corrected workbook is of the last month: the village's own form with
one amount raised.
"""

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from benchmarks.measure import Side, chosen_scale, compare, in_a_child, interleave
from benchmarks.monthly_increment import FIRST_MONTH, MONTH, MONTH_BEFORE, VILLAGES, size_of
from benchmarks.workplace import Workplace, build_and_publish, workplace
from zengshou.jobs import steps

FEED = "village_submission"
AMOUNT_HEADER = "务工收入"
JUDGED, PUBLISHED = "judged", "published"


def main(scale: str) -> None:
    """Measure and store the row of the table."""
    with workplace() as place:
        city = place.write_city(VILLAGES[scale], FIRST_MONTH[scale], MONTH)
        in_a_child(Side("months before", lambda _: _judge_month(place)))
        in_a_child(Side("month", lambda _: _publish_month(place)))
        correct_a_workbook(place.landing / FEED / MONTH)
        one, month = interleave(
            [
                Side(
                    "one corrected workbook",
                    lambda _: _take(place),
                    lambda: _ready(place, PUBLISHED),
                ),
                Side("month's build", lambda _: build_and_publish(), lambda: _ready(place, JUDGED)),
            ]
        )
    size = size_of(city, FIRST_MONTH[scale])
    name, measured = "corrected_workbook", "a corrected village workbook, landing → published marts"
    beside = "the build and publication of a month of all feeds"
    compare(name, measured, (one, month), beside=beside, aim=0.6, scale=scale, size=size)


def correct_a_workbook(folder: Path) -> Path:
    """Add a corrected copy of the folder's largest workbook; returns its path.

    Raises StopIteration if that workbook has no amount to correct.
    """
    sent = max(folder.glob("*.xlsx"), key=lambda path: path.stat().st_size)
    book: Any = load_workbook(sent)
    cells = (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    header = next(cell for cell in cells if cell.value == AMOUNT_HEADER)
    below = header.parent.iter_rows(header.row + 1, None, header.column, header.column)
    amount = next(cell for (cell,) in below if isinstance(cell.value, int | float))
    amount.value += 100
    corrected = folder / f"更正_{sent.name}"
    book.save(corrected)
    return corrected


def _judge_month(place: Workplace) -> None:
    """All months but the last published and answered, the last one received and judged."""
    place.enter(place.new_warehouse(JUDGED))
    steps.prepare()
    place.take_in(MONTH_BEFORE)
    build_and_publish()
    place.take_in(MONTH)
    steps.feedback(str(place.landing))


def _publish_month(place: Workplace) -> None:
    place.copy(JUDGED, PUBLISHED)
    place.enter(PUBLISHED)
    build_and_publish()
    steps.feedback(str(place.landing))


def _ready(place: Workplace, warehouse: str) -> None:
    import dbt.cli.main  # noqa: F401 their imports take seconds, on both sides

    import expectations.validate  # noqa: F401 as above

    place.enter(place.copy(warehouse))


def _take(place: Workplace) -> None:
    landing = str(place.landing)
    for feed in steps.look(landing).feeds:
        steps.receive_feed(feed, landing)
    steps.check()
    steps.feedback(landing)
    build_and_publish()


if __name__ == "__main__":
    main(chosen_scale())
