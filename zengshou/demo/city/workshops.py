"""workshop: workshops, their pay, and the award of 1,000 yuan (measures.md, section 2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from zengshou.demo.city.books import Book, Page
from zengshou.demo.city.city import City
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import Row, Table
from zengshou.demo.city.measure_layouts import AWARDS, WORKSHOP_PAY, WORKSHOPS
from zengshou.demo.city.months import month_end, shift
from zengshou.demo.city.people import Person
from zengshou.demo.city.places import UNKNOWN_VILLAGE, Village
from zengshou.demo.city.policy import AWARD
from zengshou.demo.city.slips import MISWRITTEN, TWICE, Identity, Slips, Wrong
from zengshou.demo.city.years import Flow

FEED = "workshop"
_CHANNEL = "就业帮扶车间"
_KINDS = ("厂房式", "作坊式", "家居式")
_FUNDS = ("就业补助资金", "衔接资金")
_AWARDED = 0.8
_SHOP, _WORKER, _AWARD = (
    Identity("", "", "车间编号"),
    Identity("身份证号", "姓名"),
    Identity("身份证号"),
)


@dataclass(frozen=True)
class _Job:
    """A person's work in the workshop of the village where the household lived first."""

    house: Household
    person: Person
    village: Village
    flow: Flow

    @property
    def number(self) -> str:
        """The workshop's number."""
        return f"CJ{self.village.code}"


def _jobs(city: City) -> Iterator[_Job]:
    for house in city.households:
        for flow in city.accounts(house).flows:
            if flow.channel == _CHANNEL and flow.member is not None:
                person = house.members[flow.member]
                if person.has_id:
                    yield _Job(house, person, house.home, flow)


def _pay(city: City, job: _Job, month: date) -> int:
    """Cents paid in a month; 0 for who is not on the roster."""
    here = job.house.listed(month) and job.person.present(month)
    return job.flow.monthly[city.calendar.index(month)] if here else 0


def due_month(city: City, job: _Job) -> date | None:
    """The first month in which the year's pay of a 脱贫户 reaches the monitoring range."""
    total, year = 0, 0
    for month in city.calendar.months:
        if month.year != year:
            total, year = 0, month.year
        total += _pay(city, job, month) if job.house.registered else 0
        if total >= city.policy.monitoring_range(month) * 100:
            return month
    return None


def _paid_months(city: City, job: _Job) -> tuple[date, ...]:
    """The months in which the award is paid."""
    due = due_month(city, job)
    if due is None or city.cast.is_played_by("award_due", job.person):
        return ()
    if city.cast.is_played_by("award_twice", job.person):
        return shift(due, 1), shift(due, 2)
    rng = city.rng("award", job.person.person_id)
    return (shift(due, rng.randint(1, 2)),) if rng.random() < _AWARDED else ()


def _shops(jobs: Sequence[_Job]) -> Iterator[Row]:
    villages = {job.number: job.village for job in jobs}
    for number, village in sorted(villages.items()):
        kind = _KINDS[int(village.code) % len(_KINDS)]
        cells = [number, f"{village.name}帮扶车间", village.county, village.code, kind, "生产"]
        yield Row([*cells])


def _award_rows(city: City, jobs: Sequence[_Job], month: date) -> Iterator[Row]:
    for job in jobs:
        if month in _paid_months(city, job):
            day = month.replace(day=Random(job.person.person_id).randint(5, 25))
            fund = _FUNDS[len(job.person.name) % len(_FUNDS)]
            person = job.person.citizen_id
            yield Row([job.number, person, f"{month.year}", AWARD * 100, day, fund])


def workshop_books(city: City, month: date, _counties: Sequence[str]) -> list[Book]:
    """The month's file."""
    jobs = list(_jobs(city))
    paid = [
        Row([job.number, job.person.citizen_id, job.person.name, cents])
        for job in jobs
        if (cents := _pay(city, job, month))
    ]
    title = "就业帮扶车间台账（虚构数据）"
    pages = [
        Page("车间", Table(WORKSHOPS, list(_shops(jobs))), 2, title),
        Page("工资", Table(WORKSHOP_PAY, paid), 2, title),
        Page("奖补", Table(AWARDS, list(_award_rows(city, jobs, month))), 2, title),
    ]
    return [Book("帮扶车间", pages)]


def _pay_without_work(shops: Table, row: Row) -> bool:
    """K13: the workshop of a paid row stands still."""
    shop = next((s for s in shops.rows if s.cells[0] == row.cells[0] and not s.rules), None)
    if shop is None or not row.cells[3]:
        return False
    shop.cells[shops.column("状态")] = "停产"
    return True


def _award_row(slips: Slips, pay: Table) -> Row | None:
    """An invented award, for months without any."""
    row = slips.invented(pay, _WORKER, "K05")
    if row is None:
        return None
    year = f"{slips.month.year}"
    return Row([*row.cells[:2], year, AWARD * 100, slips.month.replace(day=15), _FUNDS[0]], ["K05"])


def spoil_workshops(slips: Slips, book: Book) -> None:
    """K01-K05, K13."""
    shops, pay, awards = (page.table for page in book.pages)
    slips.warn(pay, _WORKER, "K13", lambda row: _pay_without_work(shops, row))
    slips.reject(shops, _SHOP, (
        Wrong("K05", "车间编号", ""), Wrong("K05", "名称", TWICE),
        Wrong("K05", "村代码", UNKNOWN_VILLAGE), Wrong("K05", "类型", "流动式"),
    ))  # fmt: skip
    slips.reject(pay, _WORKER, (
        Wrong("K01", "身份证号", MISWRITTEN), Wrong("K02", "劳动报酬", "约900"),
        Wrong("K03", "车间编号", "CJ000000000000"), Wrong("K04", "劳动报酬", TWICE),
    ))  # fmt: skip
    late = month_end(shift(slips.month, 2))
    for title, value in (("申报年度", "去年"), ("拨付日期", late), ("资金来源", "自筹")):
        row = _award_row(slips, pay) if slips.due("K05") else None
        if row is not None:
            row.cells[awards.column(title)] = value
            awards.rows.append(row)
