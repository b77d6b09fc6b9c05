"""public_post: the posts of the villages, by county (measures.md, section 2)."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from zengshou.demo.city.benefits import account_number, serial
from zengshou.demo.city.books import Book, Page
from zengshou.demo.city.city import City
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import Cell, Row, Table
from zengshou.demo.city.measure_layouts import POSTS
from zengshou.demo.city.months import month_end, shift
from zengshou.demo.city.people import Person
from zengshou.demo.city.places import UNKNOWN_VILLAGE
from zengshou.demo.city.slips import MISWRITTEN, TWICE, Identity, Slips, Wrong

FEED = "public_post"
_CHANNEL = "公益性岗位"
_JOBS = ("护林员", "保洁员", "治安巡逻员", "河道管护员")
_FUNDS = ("就业补助资金", "衔接资金", "光伏收益", "村集体")
_DUE_DAYS, _SECOND_POST, _AWAY_POST = 22, 20_000, 50_000
_EXPIRED_MONTHS_AGO, _ZERO_MONTHS, _AWAY_MONTHS = 3, 2, 6
_WHO = Identity("身份证号", "姓名", "岗位编号")


def _cells(
    city: City, house: Household, person: Person, month: date, cents: int, mark: str
) -> list[Cell]:
    """A post of a person: the agreement runs over the calendar year."""
    year, last = month.year, city.calendar.months[-1]
    rng = city.rng(FEED, person.person_id, month)
    number = f"GW{serial(house):06d}{mark}"
    begin, end = date(year, 1, 1), date(year, 12, 31)
    if city.cast.is_played_by("post_expired", person):
        begin, end = shift(last, -15), month_end(shift(last, -_EXPIRED_MONTHS_AGO))
    zero = city.cast.is_played_by("post_zero", person) and month > shift(last, -_ZERO_MONTHS)
    worked: Cell = 0 if zero else rng.randint(15, _DUE_DAYS)
    job = _JOBS[serial(house) % len(_JOBS)]
    return [
        number, house.village(month).code, job, _FUNDS[serial(house) % len(_FUNDS)], person.name,
        person.citizen_id, begin, end, shift(begin, 0), "是", "是" if rng.random() < 0.9 else "否",
        "是" if city.cast.is_played_by("post_ineligible", person) else "否", _DUE_DAYS, worked,
        cents, account_number(city, house.household_id),
    ]  # fmt: skip


def _household_posts(city: City, house: Household, month: date) -> Iterator[Row]:
    accounts, at = city.accounts(house), city.calendar.index(month)
    last = city.calendar.months[-1]
    for flow in accounts.flows:
        if flow.member is None or not flow.monthly[at]:
            continue
        person = house.members[flow.member]
        post = partial(_cells, city, house, person, month)
        if not person.present(month) or not person.has_id:
            continue
        if flow.channel == _CHANNEL:
            row = Row(post(flow.monthly[at], f"{flow.member}"))
            if flow.member in accounts.idle and at in accounts.idle[flow.member]:
                row.cells[13] = 0
            yield row
            if city.cast.is_played_by("post_double", person):
                yield Row(post(_SECOND_POST, "B"))
        elif city.cast.is_played_by("post_elsewhere", person) and month > shift(
            last, -_AWAY_MONTHS
        ):
            yield Row(post(_AWAY_POST, "C"))


def post_books(city: City, month: date, counties: Sequence[str]) -> list[Book]:
    """The month's posts in the villages of some counties, their sum last."""
    rows = [
        row
        for house in city.listed(month)
        if house.village(month).county in counties
        for row in _household_posts(city, house, month)
    ]
    if not rows:
        return []
    total = sum(cents for row in rows if isinstance(cents := row.cells[14], int))
    end: list[Cell] = ["合计", *[""] * 13, total, ""]
    table = Table(POSTS, [*rows, Row(end)])
    title = "乡村公益岗位台账（虚构数据）"
    return [Book("公益岗位台账", [Page("明细", table, 3, title, kept_order=True)])]


def _overdo(table: Table, row: Row) -> None:
    """Q12: more days attended than due."""
    row.cells[table.column("应出勤天数")], row.cells[table.column("实出勤天数")] = 20, 26


def spoil_posts(slips: Slips, book: Book) -> None:
    """Q01-Q04, Q12."""
    table = book.pages[0].table
    slips.reject(table, _WHO, (
        Wrong("Q01", "身份证号", MISWRITTEN), Wrong("Q02", "本月补贴", "约500"),
        Wrong("Q02", "实出勤天数", "半个月"), Wrong("Q03", "岗位名称", TWICE),
        Wrong("Q04", "村代码", UNKNOWN_VILLAGE), Wrong("Q04", "健康确认", "待查"),
        Wrong("Q04", "协议止", "长期"),
    ))  # fmt: skip
    slips.warn(table, _WHO, "Q12", lambda row: _overdo(table, row))
