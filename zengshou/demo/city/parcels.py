"""The result of one piece of work: files, their mistakes, and persons in no register."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from zengshou.demo.city.disguise import SHANGHAI
from zengshou.demo.city.layouts import Row
from zengshou.demo.city.people import Person
from zengshou.demo.city.writers import Receipt, deliver

_PREFIXES = ("", "", "", "报", "新建")
_SUFFIXES = ("", "", "", "-修改", "(改)", "_v2", "（最终版）")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A rule of feeds.md broken on purpose: the file, and the row number in the sheet.

    `row_number` is None for a finding on the whole file.
    """

    rule: str
    feed: str
    period: str
    file_name: str
    row_number: int | None


@dataclass
class Parcel:
    """Collects the files delivered to one folder of the landing zone.

    `tail` makes its file names unique among those of other parcels of the folder.
    """

    landing: Path
    feed: str
    period: str
    tail: str = ""
    receipts: list[Receipt] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    strangers: list[Person] = field(default_factory=list)

    def file_name(self, rng: Random, stem: str, extension: str) -> str:
        """A realistic file name; its number makes it unique in the folder."""
        number = f"{self.tail}{len(self.receipts):02d}"
        prefix, suffix = rng.choice(_PREFIXES), rng.choice(_SUFFIXES)
        return f"{prefix}{stem}{suffix}_{number}.{extension}"

    def send(
        self,
        name: str,
        data: bytes,
        sent_at: datetime,
        *,
        noted: str | None = None,
        listed: bool = True,
    ) -> None:
        """Deliver a file (see `writers.deliver`)."""
        self.receipts.append(
            deliver(
                self.landing, self.feed, self.period, name, data, sent_at,
                noted=noted, listed=listed,
            )
        )  # fmt: skip

    def note_rows(self, name: str, rows: Iterable[Row], first_row: int) -> None:
        """Record the mistakes in a file's rows; `first_row` is the first data row's number."""
        for number, row in enumerate(rows, first_row):
            for rule in row.rules:
                self.note(name, rule, number)

    def note(self, name: str, rule: str, row_number: int | None = None) -> None:
        """Record one mistake."""
        self.mistakes.append(Mistake(rule, self.feed, self.period, name, row_number))


def office_hour(rng: Random, day: date) -> datetime:
    """A random time within office hours, in Shanghai."""
    start = datetime(day.year, day.month, day.day, 8, 30, tzinfo=SHANGHAI)
    return start + timedelta(seconds=rng.randrange(10 * 3600))
