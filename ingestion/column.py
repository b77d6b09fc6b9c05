"""A column of a contract: its headers, the type of its cells, its class of personal data.

Source: feeds.md, "Cell values"; domain.md, "Personal data".
"""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from ingestion.periods import period_end, period_start


class Strict(BaseModel):
    """Immutable model; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


class CellType(StrEnum):
    """How a cell is read (feeds.md, "Cell values")."""

    TEXT = "text"
    CODE = "code"
    CITIZEN_ID = "citizen_id"
    NAME = "name"
    PHONE = "phone"
    MONEY = "money"
    INTEGER = "integer"
    #: Whole days; `-`, `/` or 无 say that they are unknown.
    DAYS = "days"
    #: A share of 1, also written in percent.
    SHARE = "share"
    YEAR = "year"
    MONTH = "month"
    DATE = "date"
    #: The last day of something: a month in it is its last day.
    END_DATE = "end_date"
    #: The number of a disability certificate: a citizen ID with up to four more digits.
    CERTIFICATE = "certificate"


class PersonalData(StrEnum):
    """Class of personal data (domain.md, "Personal data")."""

    NONE = "none"
    IDENTIFYING = "identifying"
    SENSITIVE = "sensitive"


class Alias(Strict):
    """Another header for a column, and the first and last day on which forms may use it.

    A blank day means no bound. To change a form, write the new header and keep the old one as an
    alias. While the alias is valid, both forms load; afterwards the old form is rejected (F03).
    """

    header: str
    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(f"alias {self.header!r} ends before it begins")
        return self

    def is_valid_in(self, period: str) -> bool:
        """True if a form of this period (`YYYY-MM`, `YYYY`) may use the header."""
        begun = self.valid_from is None or self.valid_from <= period_end(period)
        return begun and (self.valid_to is None or period_start(period) <= self.valid_to)

    def validity(self) -> str:
        """The days in Chinese, e.g. `自2023-01-01至2023-06-30`; empty if there is no bound."""
        begin = f"自{self.valid_from}" if self.valid_from else ""
        return begin + (f"至{self.valid_to}" if self.valid_to else "")


def _as_alias(value: Any) -> Any:
    return {"header": value} if isinstance(value, str) else value


class Column(Strict):
    """One column of a sheet: its Chinese header, its type and its allowed values.

    Under a header of two rows whose lower cells repeat, the header is `group·lower`. `values` is
    the seed that gives the allowed texts their meaning (code); they stand in its columns
    `named_by`. `is_yuan` is false for a number that is read like an amount, but that no unit
    multiplies. `choices`: the list of the warehouse that a form offers here. `free_text`: people
    can type anything here, so `forget` deletes the text; `is_shown`: others than the sender see it,
    with known names masked. `optional`: a sheet may lack the column (F03), its cells are then
    blank. `side_by_side` is the header with the member's number where members stand side by side.
    """

    header: str
    type: CellType = CellType.TEXT
    aliases: list[Annotated[Alias, BeforeValidator(_as_alias)]] = []
    allowed: list[str] = []
    values: str | None = None
    named_by: list[str] = ["name"]
    is_yuan: bool = True
    side_by_side: str | None = None
    choices: str | None = None
    group: str | None = None
    personal: PersonalData = PersonalData.NONE
    free_text: bool = False
    is_shown: bool = False
    optional: bool = False
    unit: str | None = None
    note: str | None = None

    @property
    def is_tokenised(self) -> bool:
        """True if the clear text is not kept in `raw`, only encrypted in `vault`."""
        return self.is_citizen_id or self.type in (CellType.NAME, CellType.PHONE)

    @property
    def is_citizen_id(self) -> bool:
        """True if the cell holds a person's ID, alone or in a certificate's number."""
        return self.type in (CellType.CITIZEN_ID, CellType.CERTIFICATE)

    @property
    def is_chosen(self) -> bool:
        """True if a cell must hold one of several values."""
        return bool(self.allowed or self.values)

    def headers(self) -> list[str]:
        """The header and all its aliases."""
        return [self.header, *(alias.header for alias in self.aliases)]


class Shown(Strict):
    """A column that a filled form shows beside those that are read; `width` in characters."""

    header: str
    width: int = 12
