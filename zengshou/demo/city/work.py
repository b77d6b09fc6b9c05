"""Splits the writing of a city into independent pieces for worker processes."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from zengshou.demo.city.book_post import deliver_office
from zengshou.demo.city.city import City, Parameters, build_city
from zengshou.demo.city.detail import deliver_detail
from zengshou.demo.city.dispatch import Plan
from zengshou.demo.city.employment import deliver_employment
from zengshou.demo.city.medical import deliver_medical
from zengshou.demo.city.months import parse_month, stamp
from zengshou.demo.city.offices import OFFICES, sent_periods
from zengshou.demo.city.owner_answers import answering_months
from zengshou.demo.city.owner_post import FEED as WORKLIST_ANSWER
from zengshou.demo.city.owner_post import deliver_answers
from zengshou.demo.city.parcels import Mistake, Parcel
from zengshou.demo.city.plans import office_plans
from zengshou.demo.city.roster import deliver_roster
from zengshou.demo.city.social import deliver_social
from zengshou.demo.city.village_post import deliver_village
from zengshou.demo.city.writers import Receipt

MONTHLY_OFFICES: dict[str, Callable[[City, date, Parcel, Plan], None]] = {
    "household_roster": deliver_roster,
    "employment": deliver_employment,
    "medical_insurance": deliver_medical,
    "social_security": deliver_social,
}
_SMALL = 150  # for fewer village months, starting processes costs more than it saves


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work: a feed and a month (`YYYY-MM`), a year, or a village code."""

    feed: str
    key: str


@dataclass
class Delivery:
    """The result of a piece of work, small enough to be passed between processes."""

    receipts: list[Receipt] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)

    def add(self, other: "Delivery | Parcel") -> None:
        """Add the content of a parcel or of another delivery."""
        self.receipts += other.receipts
        self.mistakes += other.mistakes
        if isinstance(other, Parcel):
            self.ids.update(person.citizen_id for person in other.strangers)
            self.names.update(person.name for person in other.strangers)
            self.phones.update(person.phone for person in other.strangers)
        else:
            self.ids |= other.ids
            self.names |= other.names
            self.phones |= other.phones


def pieces_of(city: City) -> list[Piece]:
    """All pieces of work, the largest first."""
    months = [stamp(month) for month in city.calendar.months]
    found = [Piece(feed, month) for feed in MONTHLY_OFFICES for month in months]
    found += [
        Piece(office.feed, stamp(period))
        for office in OFFICES.values()
        for period in sent_periods(city, office)
    ]
    found += [Piece("income_detail", str(year)) for year in city.calendar.annual_years]
    found += [Piece(WORKLIST_ANSWER, stamp(month)) for month in answering_months(city)]
    return found + [Piece("village_submission", village.code) for village in city.places.villages]


def do_piece(parameters: Parameters, landing: Path, piece: Piece) -> Delivery:
    """Write the files of one piece of work."""
    city = build_city(parameters)
    delivery = Delivery()
    if piece.feed == "village_submission":
        codes = [village.code for village in city.places.villages]
        number = codes.index(piece.key)
        for parcel in deliver_village(city, city.places.villages[number], number, landing):
            delivery.add(parcel)
        return delivery
    if piece.feed in OFFICES:
        office = OFFICES[piece.feed]
        periods = [stamp(period) for period in office.periods(city)]
        plan = office_plans(city, piece.feed, periods)[piece.key]
        for parcel in deliver_office(city, office, parse_month(piece.key), landing, plan):
            delivery.add(parcel)
        return delivery
    if piece.feed == WORKLIST_ANSWER:
        delivery.add(deliver_answers(city, parse_month(piece.key), landing))
        return delivery
    parcel = Parcel(landing, piece.feed, piece.key)
    if piece.feed == "income_detail":
        years = [str(year) for year in city.calendar.annual_years]
        plan = office_plans(city, piece.feed, years)[piece.key]
        deliver_detail(city, int(piece.key), parcel, plan)
    else:
        months = [stamp(month) for month in city.calendar.months]
        plan = office_plans(city, piece.feed, months)[piece.key]
        MONTHLY_OFFICES[piece.feed](city, parse_month(piece.key), parcel, plan)
    delivery.add(parcel)
    return delivery


def do_all(
    parameters: Parameters, landing: Path, workers: int | None
) -> Iterator[tuple[Piece, Delivery, int]]:
    """Do all pieces; yields each piece with its delivery and the total number of pieces.

    `workers` None uses one process per processor, and none for a small city. Processes are spawned,
    not forked: this is safe with threads in the caller.
    """
    city = build_city(parameters)
    pieces = pieces_of(city)
    small = len(city.places.villages) * len(city.calendar.months) < _SMALL
    count = workers if workers is not None else 1 if small else min(4, os.cpu_count() or 1)
    if count <= 1:
        for piece in pieces:
            yield piece, do_piece(parameters, landing, piece), len(pieces)
        return
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        jobs = {pool.submit(do_piece, parameters, landing, piece): piece for piece in pieces}
        for job in as_completed(jobs):
            yield jobs[job], job.result(), len(pieces)
