"""The public version of the page: sums of counties that may be passed on.

It holds no ranks, scores, treatments, warnings, villages or links. Cells of fewer persons than the
policy parameter least_persons_shown are hidden, with others from which they could be computed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from markupsafe import Markup

from zengshou.assessment.releases.gate import PARAMETER
from zengshou.outputs.page.environment import Sheet, rendered
from zengshou.outputs.page.figures import Figures
from zengshou.outputs.page.income_charts import (
    COST,
    EARNED,
    base_in_words,
    growth_chart,
    standing,
    stream_chart,
    ytd_chart,
)
from zengshou.outputs.page.people import People
from zengshou.outputs.page.suppression import hidden_cells

#: Stands in place of a number that is not published.
HIDDEN = "＊"


@dataclass(frozen=True)
class Published:
    """Persons by county and kind, as they may be passed on: a number, or None where it is hidden.

    Each row is a county, the last the city; the columns are 脱贫户, the three kinds, and all.
    """

    codes: Sequence[str]
    rows: Sequence[Sequence[int | None]]

    @property
    def withheld(self) -> frozenset[str]:
        """Counties whose number of persons is hidden; nothing else of them is published either."""
        found = zip(self.codes, self.rows, strict=False)
        return frozenset(code for code, row in found if row[-1] is None)

    @property
    def hides(self) -> bool:
        """Whether anything is hidden."""
        return any(value is None for row in self.rows for value in row)


def least_persons(connection: sa.Connection, month: date) -> int:
    """The fewest persons that a published cell may hold in a month (seed policy_parameters)."""
    values = {"code": "least_persons_shown", "day": month}
    return int(connection.execute(sa.text(PARAMETER), values).scalar_one())


def published(people: People, codes: Sequence[str], least: int) -> Published:
    """The table of persons without the cells that must not be published."""
    table = []
    for code in (*codes, None):
        kinds = [people.lifted(code), *(people.of((kind,), code) for kind in people.kinds)]
        table.append([*(one.members for one in kinds), people.everybody(code).members])
    hidden = hidden_cells(table, least)
    return Published(
        codes,
        [
            [None if (i, j) in hidden else value for j, value in enumerate(row)]
            for i, row in enumerate(table)
        ],
    )


def public_page(figures: Figures, least: int, sheet: Sheet) -> str:
    """The page from the figures of a year."""
    counties = sorted(figures.counties, key=lambda row: str(row["division_code"]))
    persons = published(figures.people, [row["division_code"] for row in counties], least)
    return rendered(
        "public.html.j2",
        sheet,
        f=figures,
        city=figures.city,
        counties=counties,
        persons=persons,
        least=least,
        hidden=HIDDEN,
        cleared=_cleared(figures.people, least),
        before="上年" if figures.city["is_finished"] else "上年同期",
        base=base_in_words(figures),
        standing=standing,
        streams=[*EARNED.values(), COST],
        growth_chart=Markup(  # noqa: S704 escaped in charts.py
            growth_chart(figures, withheld=persons.withheld)
        ),
        ytd_chart=Markup(ytd_chart(figures)),  # noqa: S704
        stream_chart=Markup(stream_chart(figures)),  # noqa: S704
    )


def _cleared(people: People, least: int) -> Decimal | None:
    """风险消除率 of the city; None where fewer persons than the least stand on either side."""
    monitored = people.monitored()
    sides = (monitored.cleared_members, monitored.members - monitored.cleared_members)
    return monitored.cleared_share if min(sides) >= least else None
