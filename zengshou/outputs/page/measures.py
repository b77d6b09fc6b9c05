"""The page 帮扶措施: a card per measure, indicators and lists by county, answers by owner."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup
from sqlalchemy import RowMapping

from zengshou.assessment.releases.content import Rows
from zengshou.outputs.dispatch.figures import share
from zengshou.outputs.measures import figures as of
from zengshou.outputs.measures.figures import Indicator, MeasureFigures, WorkList
from zengshou.outputs.measures.plan import MEASURES, PATHS
from zengshou.outputs.page.environment import Sheet, rendered
from zengshou.outputs.page.sparkline import Point, sparkline

MONTHS = 24
COUNTS = ("items", "open", "overdue", "verified", "resolved", "dismissed", "answered_in_time")
#: How a value stands, in words; codes are also classes of the style sheet.
STANDINGS = {
    of.MET: "达到目标",
    of.MISSED: "未达目标",
    of.BETTER: "好于上年同月",
    of.WORSE: "差于上年同月",
    of.SAME: "与上年同月持平",
    of.UNKNOWN: "无目标、无上年数",
}


@dataclass(frozen=True)
class Line:
    """An indicator of a card: the city's row of the month (None: no data) and its trend."""

    indicator: Indicator
    row: dict[str, Any] | None
    standing: str
    trend: Markup


@dataclass(frozen=True)
class Card:
    """A measure with its indicators and the items of its lists."""

    number: int
    name: str
    lines: Sequence[Line]
    lists: Sequence[tuple[WorkList, Counter[str]]]


def measures_page(
    measures: MeasureFigures, item_counts: Rows, divisions: Sequence[RowMapping], sheet: Sheet
) -> str:
    """The page from the figures of a month; `divisions` begins with the city."""
    city, *counties = divisions
    places = [city, *sorted(counties, key=lambda row: str(row["division_code"]))]
    by_list = _by_list(item_counts)
    return rendered(
        "measures.html.j2",
        sheet,
        city=city,
        month=measures.month,
        places=places,
        paths=[
            (path, name, _cards(measures, path, city["division_code"], by_list))
            for path, name in PATHS.items()
        ],
        measures=measures,
        measure_names=MEASURES,
        standing=of.standing,
        standings=STANDINGS,
        lists=sorted(measures.lists, key=lambda one: one.clause.measure),
        by_list=by_list,
        owners=owners(item_counts),
    )


def owners(item_counts: Rows) -> list[tuple[str, Counter[str], Any]]:
    """Items by owner of the list, and the share answered in time; most overdue items first."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in item_counts:
        found[row["owner"]].update({key: row[key] for key in COUNTS})
    ordered = sorted(found.items(), key=lambda pair: (-pair[1]["overdue"], pair[0]))
    return [(name, one, share(one["answered_in_time"], one["items"])) for name, one in ordered]


def _by_list(item_counts: Rows) -> dict[tuple[str, str | None], Counter[str]]:
    """Items by name of the list and county; without county: of the city."""
    found: dict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    for row in item_counts:
        for county in (row["county_code"], None):
            found[row["list_name"], county].update({key: row[key] for key in COUNTS})
    return dict(found)


def _cards(
    measures: MeasureFigures,
    path: str,
    city: str,
    by_list: Mapping[tuple[str, str | None], Counter[str]],
) -> list[Card]:
    numbers = sorted(
        {one.clause.measure for one in measures.indicators if one.clause.path == path}
        | {one.clause.measure for one in measures.lists if one.clause.path == path}
    )
    return [
        Card(
            number=number,
            name=MEASURES[number],
            lines=[
                _line(measures, one, city)
                for one in measures.indicators
                if one.clause.measure == number
            ],
            lists=[
                (one, by_list.get((one.name, None), Counter()))
                for one in measures.lists
                if one.clause.measure == number
            ],
        )
        for number in numbers
    ]


def _line(measures: MeasureFigures, indicator: Indicator, city: str) -> Line:
    row = measures.now(city, indicator)
    found = measures.values.get((city, indicator.code), [])
    trend = sparkline(
        f"trend-{indicator.code}",
        f"{indicator.name}走势",
        _points(found, "value", measures.month),
        _points(found, "target", measures.month),
        begins_anew=indicator.adds_up_by_year,
    )
    return Line(
        indicator,
        row,
        of.standing(row, indicator),
        Markup(trend),  # noqa: S704 escaped in svg.py
    )


def _points(found: Iterable[Mapping[str, Any]], column: str, last: date) -> list[Point]:
    """A point for each month of the two years, without a value where there is none."""
    values = {row["month"]: row[column] for row in found}
    months = [_before(last, back) for back in reversed(range(MONTHS))]
    return [(month, values.get(month)) for month in months]


def _before(month: date, back: int) -> date:
    number = month.year * 12 + month.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)
