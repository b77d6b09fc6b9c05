"""farm_subsidy: payments to farmers, two halves a month in which there are payments.

Subsidies are paid in few months of the year (domain.md, Seasons); in the others nothing is sent.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from zengshou.demo.city.benefits import account_number, others_known, paid_share, serial
from zengshou.demo.city.books import Book, Page
from zengshou.demo.city.city import City
from zengshou.demo.city.layouts import Row, Table
from zengshou.demo.city.measure_layouts import FARM_SUBSIDY
from zengshou.demo.city.months import shift
from zengshou.demo.city.people import Person
from zengshou.demo.city.slips import MISWRITTEN, TWICE, Identity, Slips, Wrong, adder

FEED = "farm_subsidy"
# item and standard (cents an acre 亩) by the month of payment
_ITEMS = {
    6: ("耕地地力保护补贴", 7_140),
    8: ("大豆生产者补贴", 9_600),
    10: ("玉米生产者补贴", 1_400),
}
PAYMENT_MONTHS = tuple(_ITEMS)
_CARD, _NONCARD = "惠农补贴发放明细（社保卡）", "惠农补贴发放明细（非社保卡）"
_RESIDENTS = 3
_WHO = Identity("收款人身份证号", "收款人全称")
_AMOUNT = "最终确定发放该人补贴总金额"


def _line(city: City, person: Person, month: date, cents: int, status: str) -> Row:
    """One payment; the area is what the amount and the standard give."""
    item, standard = _ITEMS[month.month]
    area = round(cents * 100 / standard)
    rng = city.rng("paid", person.person_id, month)
    day = month.replace(day=rng.randint(8, 27)) if status == "已发放" else ""
    account = account_number(city, person.person_id)
    return Row([person.name, person.citizen_id, item, area, standard, cents, status, day, account])


def subsidy_rows(city: City, month: date, *, card: bool) -> Iterator[Row]:
    """Households with 农业补贴 in their village's report; every fifth is paid without a card."""
    at = city.calendar.index(month)
    for house in city.listed(month):
        declared = city.accounts(house).declared("tr_farm_subsidy", at)
        cents = round(declared * paid_share(city, house, "farm_subsidy"))
        if not cents:
            continue
        twice = city.cast.plays("subsidy_twice", house)
        number = serial(house)
        if twice or card is (number % 5 > 0):
            yield _line(city, house.head(month), month, cents, "已发放")
        if card and not twice and number % 23 == 0:
            yield _line(city, house.head(month), month, cents, ("待发放", "发放失败")[number % 2])
    for person in others_known(city, _RESIDENTS, month) if card else ():
        rng = city.rng(FEED, person.person_id, month)
        yield _line(city, person, month, rng.randint(300, 2_400) * 100, "已发放")


def subsidy_books(city: City, month: date, _counties: Sequence[str]) -> list[Book]:
    """The two halves of a month."""
    return [
        Book(stem, [Page("明细", Table(FARM_SUBSIDY, list(subsidy_rows(city, month, card=card))),
                         2, title)])
        for stem, title, card in (("惠农补贴", _CARD, True), ("惠农补贴非卡", _NONCARD, False))
    ]  # fmt: skip


def spoil_subsidies(slips: Slips, book: Book) -> None:
    """G01-G04, G11, G12."""
    table = book.pages[0].table
    early = shift(slips.month, -2).replace(day=9)
    slips.reject(table, _WHO, (
        Wrong("G01", "收款人身份证号", MISWRITTEN), Wrong("G02", _AMOUNT, "约300"),
        Wrong("G03", "发放状态", "已到账"), Wrong("G04", _AMOUNT, TWICE),
    ))  # fmt: skip
    paid = slips.invented(table, _WHO, "G03") if slips.due("G03") else None
    if paid is not None:
        paid.cells[table.column("发放状态")] = "已发放"
        paid.cells[table.column("发放日期")] = early
        table.rows.append(paid)
    slips.warn(table, _WHO, "G11", adder(table, _AMOUNT, 900))

    def unknown_item(row: Row) -> None:
        row.cells[table.column("补贴项目")] = "农机补贴"

    slips.warn(table, _WHO, "G12", unknown_item)
