"""Where a part's table stands in a file, and what stands around it.

Source: feeds.md and measures.md section 2, layout of each feed.
"""

from typing import Self

from pydantic import Field, model_validator

from ingestion.checks.base import When
from ingestion.column import Strict


class AsSent(Strict):
    """How a form is known that came back as it was sent out (F08).

    `sheet` is the hidden sheet with the figures that the form was sent out with. `blank` are the
    columns that are blank then in all rows, beside the amounts that are blank or still the figure.
    """

    sheet: str
    blank: list[str] = Field(min_length=1)


class Layout(Strict):
    """The position of a part's table in the file.

    `sheet` is a name, `first`, or `every`: each visible sheet that has the headers of the columns
    `same_kind` holds a part of the table. `filled`: a row in which all these columns are blank is
    no data row. `header_row` (the lower one of two) and `label_row`, the row of
    pairs of label and value, are where the form has them. A row whose first cell is `total_label`
    ends the data. `subtotals`: rows with 小计, 合计 or 总计 in one of the first two cells stand
    between the data. `side_by_side` is the largest number of listed members whose names and IDs
    stand side by side, not in one cell. Another sheet with the headers of the columns `same_kind`
    holds data of the same kind (W11).
    """

    header_row: int = Field(ge=1)
    sheet: str | None = None
    optional: bool = False
    label_row: int | None = None
    total_label: str | None = None
    subtotals: bool = False
    side_by_side: int = 0
    filled: list[str] = Field(default_factory=list)
    same_kind: list[str] = Field(default_factory=list)
    as_sent: AsSent | None = None

    @model_validator(mode="after")
    def _one_kind_of_total(self) -> Self:
        if self.subtotals and self.total_label:
            raise ValueError("a table has either a total label or subtotals")
        return self

    @model_validator(mode="after")
    def _sheets_are_known(self) -> Self:
        if self.is_in_every_sheet and not self.same_kind:
            raise ValueError("`sheet: every` needs `same_kind`, the columns that tell a sheet")
        return self

    @property
    def is_in_every_sheet(self) -> bool:
        """True if the table may stand in several sheets, told by their headers."""
        return self.sheet == "every"

    @property
    def has_total_rows(self) -> bool:
        """True if rows of the table may be totals, which are no data rows."""
        return self.subtotals or self.total_label is not None


class Labels(Strict):
    """The labels above the table that state the unit of the file and, maybe, its month.

    With a `division`, the unit is a sender and its division. `senders` is the seed with the names
    of the senders and the level of their divisions.
    """

    unit: str
    division: str | None = None
    senders: str | None = None
    period: str | None = None
    others: list[str] = Field(default_factory=list)


#: Stands between the sender and its division in the unit of a file.
UNIT_JOINT = "|"


class Kind(Strict):
    """A kind of file with the same columns as the others: a cell above the header holds `above`.

    A kind without `above` is that of all other files.
    """

    kind: str
    title: str
    above: str | None = None


class Context(Strict):
    """The part of the roster in force that a row is judged against.

    `person` names the citizen ID column: rows of people not on the roster are out of scope.
    `people` names several, of which one must be on the roster, or a member listed in the part
    `members`, unless the row is about the first person `alone`. `household` names the household
    column.
    """

    person: str | None = None
    people: list[str] = Field(default_factory=list)
    members: str | None = None
    alone: When | None = None
    household: str | None = None
    history: bool = False

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if sum(map(bool, (self.person, self.people, self.household))) != 1:
            raise ValueError("judged_against needs one of person, people and household")
        return self

    def column_names(self) -> list[str]:
        """The columns that are looked up on the roster."""
        return [*filter(None, (self.person, self.household)), *self.people]
