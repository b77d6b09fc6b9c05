"""land_shares: rents and shares of households, by county and quarter (measures.md, section 2)."""

from collections.abc import Iterator, Sequence
from datetime import date

from zengshou.demo.city.benefits import serial
from zengshou.demo.city.books import Book, Page
from zengshou.demo.city.city import City
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import Cell, Row, Table
from zengshou.demo.city.measure_layouts import LAND
from zengshou.demo.city.months import month_end, months_between, shift
from zengshou.demo.city.places import UNKNOWN_VILLAGE
from zengshou.demo.city.slips import MISWRITTEN, TWICE, Identity, Slips, Wrong, adder

FEED = "land_shares"
_SHARES = ("土地入股", "资金入股", "林权入股", "设备入股")
_ACRE_RENT = 40_000  # cents a year
_UNPAID_RENT = 240_000
_LISTED_EVERY = 2
_WHO = Identity("身份证号", "户主姓名", "合同编号")
_NOTES = ("", "", "合同在村委会")


def _declared(city: City, house: Household, item: str, year: int) -> tuple[date, int] | None:
    """First month of a calendar year in which the household declares the item, and cents."""
    calendar, accounts = city.calendar, city.accounts(house)
    for month in months_between(date(year, 1, 1), date(year, 12, 1)):
        if month in calendar.simulated:
            cents = accounts.declared(item, calendar.index(month))
            if cents:
                return month, cents
    return None


def _payment(city: City, house: Household, item: str, month: date) -> tuple[date, int, bool] | None:
    """Month and cents of the year's payment, and whether it is paid by a month.

    What the year has still to bring is expected as in the year before.
    """
    found = _declared(city, house, item, month.year)
    if found:
        return *found, found[0] <= month
    before = _declared(city, house, item, month.year - 1)
    return (shift(before[0], 12), before[1], False) if before else None


def _contract(
    house: Household, month: date, mark: str, kind: str, owed: int, due: date, paid: bool
) -> Row:
    head, number = house.head(month), serial(house)
    day: Cell = due.replace(day=20) if paid else ""
    return Row([
        f"HT{number:06d}{mark}", house.village(month).code, head.name, head.citizen_id, kind,
        round(owed / _ACRE_RENT, 1), ("某合作社", "某农业公司")[number % 2],
        date(2021, 1, 1), date(2025, 12, 31), owed, due, owed if paid else 0, day,
        _NOTES[number % len(_NOTES)],
    ])  # fmt: skip


def _household_rows(city: City, house: Household, month: date) -> Iterator[Row]:
    """A household's contracts of the year: paid in the month in which the village reports it."""
    if city.cast.plays("rent_unpaid", house):
        due = month_end(month.replace(month=1))
        yield _contract(house, month, "Z", "土地流转", _UNPAID_RENT, due, False)
        return
    if serial(house) % _LISTED_EVERY:
        return
    kinds = (
        ("A", "prop_land", "土地流转"),
        ("B", "prop_asset_dividend", _SHARES[serial(house) // 2 % len(_SHARES)]),
        ("C", "prop_other", "房屋出租"),
    )
    for mark, item, kind in kinds:
        payment = _payment(city, house, item, month)
        if payment:
            when, cents, paid = payment
            yield _contract(house, month, mark, kind, cents, month_end(when), paid)


def land_books(city: City, month: date, counties: Sequence[str]) -> list[Book]:
    """The quarter's contracts in the villages of some counties."""
    rows = [
        row
        for house in city.listed(month)
        if house.village(month).county in counties and house.head(month).has_id
        for row in _household_rows(city, house, month)
    ]
    title = "土地流转和入股台账（虚构数据）"
    return [Book("土地流转入股", [Page("明细", Table(LAND, rows), 2, title)])]


def spoil_land(slips: Slips, book: Book) -> None:
    """H01-H04, H11."""
    table = book.pages[0].table
    slips.reject(table, _WHO, (
        Wrong("H01", "身份证号", MISWRITTEN), Wrong("H02", "年度应付", "约2000"),
        Wrong("H03", "合同编号", ""), Wrong("H03", "受让主体", TWICE),
        Wrong("H04", "村代码", UNKNOWN_VILLAGE), Wrong("H04", "类别", "宅基地"),
        Wrong("H04", "应付日期", "年底"),
    ))  # fmt: skip
    owed = table.column("年度应付")

    def pay_too_much(row: Row) -> bool:
        cents = row.cells[owed]
        if not isinstance(cents, int):
            return False
        row.cells[table.column("已付")] = cents
        return adder(table, "已付", 5_000)(row) is not False

    slips.warn(table, _WHO, "H11", pay_too_much)
