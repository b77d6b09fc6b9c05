"""A calendar quarter, written 2023Q2."""

import re
from dataclasses import dataclass
from datetime import date

WRITTEN = re.compile(r"([1-9][0-9]{3})Q([1-4])")
CHINESE = "一二三四"


@dataclass(frozen=True)
class Quarter:
    """A quarter of a calendar year; `number` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Parse `YYYYQn`. Raises ValueError for any other text."""
        found = WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is not a quarter, write it as YYYYQ1 to YYYYQ4")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def ending_in(cls, month: date) -> "Quarter | None":
        """The quarter whose last month this is; otherwise None."""
        return cls(month.year, month.month // 3) if month.month % 3 == 0 else None

    @property
    def months(self) -> list[date]:
        """Its three months, as their first days."""
        return [date(self.year, 3 * self.number - back, 1) for back in (2, 1, 0)]

    @property
    def name(self) -> str:
        """The name in official reports: 2023年第二季度."""
        return f"{self.year}年第{CHINESE[self.number - 1]}季度"

    @property
    def span(self) -> str:
        """Its months: 4—6月."""
        return f"{self.months[0].month}—{self.months[-1].month}月"

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"
