"""Sends the workbooks of a department: the right versions, and the problems around them.

Feeds by county come in two files of several counties each, and sometimes one county sends again.
With dirt some files are refused as a whole, some are .xls, and some names lie about that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from zengshou.demo.city.books import Book, Page, book_bytes
from zengshou.demo.city.city import City
from zengshou.demo.city.dispatch import Plan, damaged, without_column
from zengshou.demo.city.layouts import Table
from zengshou.demo.city.months import shift, stamp
from zengshou.demo.city.old_books import can_write
from zengshou.demo.city.parcels import Parcel, office_hour
from zengshou.demo.city.slips import Slips
from zengshou.demo.city.writers import digest

_STYLED, _OLD, _LOWERED, _LYING = 0.012, 0.3, 0.12, 0.1
_CORRECTED_EVERY = 3
_ENOUGH_ROWS = 45

Fill = Callable[[City, date, Sequence[str]], list[Book]]
Spoil = Callable[[Slips, Book], None]


@dataclass(frozen=True)
class Office:
    """A department that sends a feed.

    `fill` makes the right books of a period for some counties, `spoil` writes wrong rows into one.
    `needed` is a column of the first page that every file needs. `months` are the calendar months
    in which it has something to send.
    """

    feed: str
    fill: Fill
    spoil: Spoil
    needed: str
    quarterly: bool = False
    by_county: bool = False
    months: Sequence[int] = range(1, 13)

    def periods(self, city: City) -> Sequence[date]:
        """The months whose folders the department fills."""
        found = city.calendar.quarters if self.quarterly else city.calendar.months
        return [month for month in found if month.month in self.months]


def _copy(book: Book, keep: Callable[[Page], int] | None = None) -> Book:
    """The book with rows of its own; `keep` says how many of a page stay."""
    pages = [
        replace(
            page,
            table=Table(
                page.table.columns,
                [row.copy() for row in page.table.rows[: keep(page) if keep else None]],
            ),
        )
        for page in book.pages
    ]
    return replace(book, pages=pages)


def _lacking(book: Book, fault: str, needed: str) -> Book:
    """The book as a file that must be refused: F02, F03, F08 or F09; else unchanged."""
    wrong = replace(_copy(book), old=False)
    first = wrong.pages[0]
    if fault == "F02":
        wrong.pages[0] = replace(first, name="表1")
    elif fault == "F03":
        wrong.pages[0] = replace(first, table=without_column(first.table, needed))
    elif fault == "F08":
        return _copy(wrong, lambda _page: 0)
    elif fault == "F09":
        return _copy(wrong, lambda page: len(page) // 3)
    return wrong


class _Sender:
    """Sends the books of one department and period."""

    def __init__(self, city: City, office: Office, month: date, landing: Path, plan: Plan) -> None:
        self.city, self.office, self.month, self.plan = city, office, month, plan
        self.rng = city.rng(office.feed, stamp(month))
        self.landing = landing
        self.parcel = Parcel(landing, office.feed, stamp(month))
        self.parcels = [self.parcel]
        self.dirty = city.parameters.dirt > 0
        self.share = _STYLED * city.parameters.dirt
        self.order = list(office.periods(city)).index(month)

    def _bytes(self, book: Book) -> bytes:
        rows = sum(map(len, book.pages))
        style = f"{self.city.parameters.seed}/{self.office.feed}/{self.month}/{book.stem}/{rows}"
        return book_bytes(book, Random(style), self.share)

    def _name(self, parcel: Parcel, book: Book) -> str:
        kinds = ("xlsx", "xls")
        lies = self.dirty and self.rng.random() < _LYING
        stem = book.stem + self.rng.choice((f"{self.month:%Y%m}", "", f"{self.month:%Y年%m月}"))
        return parcel.file_name(self.rng, stem, kinds[book.old is not lies])

    def refuse(self, book: Book, fault: str, sent_at: datetime) -> None:
        """Send one file that the receiver must refuse, and record why."""
        wrong, noted, parcel = _lacking(book, fault, self.office.needed), None, self.parcel
        if fault == "F09" and (self.order == 0 or len(book.pages[0]) < _ENOUGH_ROWS):
            return
        if fault == "F07":
            parcel = Parcel(self.landing, self.office.feed, stamp(shift(self.month, -1)))
            self.parcels.append(parcel)
        data = self._bytes(wrong)
        if fault in ("F01", "F06"):
            noted = digest(data) if fault == "F06" else None
            data = damaged(data, "xlsx", 0.7 if noted else 0.5)
        name = self._name(parcel, wrong)
        parcel.send(name, data, sent_at, noted=noted)
        parcel.note(name, fault)

    def send(self, book: Book, sent_at: datetime, *, first: bool = False) -> None:
        """Send one good file; the period's first one may come twice."""
        name, data = self._name(self.parcel, book), self._bytes(book)
        self.parcel.send(name, data, sent_at, listed=self.plan.listed or not first)
        for page in book.pages:
            self.parcel.note_rows(name, page.table.rows, page.first_row)
        for rule in book.header_rules:
            self.parcel.note(name, rule, book.pages[0].header_row)
        if first and self.plan.copy:
            self.parcel.send(self._name(self.parcel, book), data, sent_at + timedelta(hours=3))

    def _older(self, book: Book) -> None:
        """Give a book some habits of older offices."""
        book.old = (self.rng.random() < _OLD and can_write()) or book.old
        if self.rng.random() < _LOWERED:
            book.pages[0] = book.pages[0].lowered()

    def deliver(self, counties: Sequence[str], sent_at: datetime, first: bool) -> None:
        """Send the files of some counties, the drafts and refused ones before."""
        for number, book in enumerate(self.office.fill(self.city, self.month, counties)):
            if not any(map(len, book.pages)):
                continue
            leading = first and number == 0
            when = sent_at + timedelta(minutes=25 * number)
            for late, fault in enumerate(self.plan.faults if leading else (), 1):
                self.refuse(book, fault, when - timedelta(minutes=37 * late))
            if leading and self.plan.draft and not self.office.by_county:
                last = book.pages[-1]
                self.send(_copy(book, lambda p, last=last: len(p) - (p is last)), when)  # type: ignore[misc]
                when += timedelta(days=self.plan.correction_days)
            if self.dirty:
                self._older(book)
                slips = Slips(self.city, self.month, self.order, self.rng, self.parcel)
                self.office.spoil(slips, book)
            self.send(book, when, first=leading)

    def correct(self, county: str, sent_at: datetime) -> None:
        """One county sends its figures again."""
        for book in self.office.fill(self.city, self.month, (county,)):
            if any(map(len, book.pages)):
                self.send(replace(book, stem=f"{book.stem}更正"), sent_at)


def deliver_office(
    city: City, office: Office, month: date, landing: Path, plan: Plan
) -> list[Parcel]:
    """Send a period's files in the first days of the following month."""
    sender = _Sender(city, office, month, landing, plan)
    rng = sender.rng
    sent_at = office_hour(rng, shift(month, 1).replace(day=rng.randint(3, 10)))
    counties = city.places.counties
    half = (len(counties) + 1) // 2
    split = office.by_county and sender.dirty and len(counties) > 1
    for number, group in enumerate((counties[:half], counties[half:]) if split else (counties,)):
        sender.deliver(group, sent_at + timedelta(days=number), number == 0)
    if split and sender.order % _CORRECTED_EVERY == 1:
        sender.correct(counties[-1], sent_at + timedelta(days=9))
    return sender.parcels
