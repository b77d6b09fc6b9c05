"""small_loan: who qualifies for a small loan, and the contracts (measures.md, section 2)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from zengshou.demo.city.benefits import serial
from zengshou.demo.city.books import Book, Page
from zengshou.demo.city.city import City
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import Cell, Row, Table
from zengshou.demo.city.measure_layouts import LOAN_GROUPS, LOANS
from zengshou.demo.city.months import month_end, shift
from zengshou.demo.city.policy import BORROWER_AGES, LOAN_LIMITS, LOAN_YEARS
from zengshou.demo.city.slips import MISWRITTEN, TWICE, Identity, Slips, Wrong
from zengshou.demo.city.story_money import LOAN, LOAN_MONTHS_AGO

FEED = "small_loan"
_ASKED, _QUALIFIED, _DRAWN = 0.24, 0.75, 0.85
_USES = ("木耳种植", "养牛", "大棚蔬菜", "购买农机")
_OVERDUE = 500_000
_WHO = Identity("户主身份证号", "户主姓名", "合同号")


@dataclass(frozen=True)
class _Loan:
    """A household on the banks' list; without `drawn` it has no contract."""

    status: str
    asked: date
    drawn: date | None = None
    due: date | None = None
    cents: int = 0
    overdue_since: date | None = None


def _story(city: City, house: Household) -> _Loan | None:
    """The loan of a household whose story is about one."""
    last = city.calendar.months[-1]

    def drawn(months_ago: int, due: date, cents: int, since: date | None = None) -> _Loan:
        month = shift(last, -months_ago)
        day = month.replace(day=15)
        return _Loan("符合条件", month.replace(day=3), day, due, cents, since)

    if city.cast.plays("loan_wanted", house):
        return _Loan("符合条件", shift(last, -5).replace(day=8))
    if city.cast.plays("loan_due", house):
        return drawn(11, month_end(last) + timedelta(days=30), 3_000_000)
    if city.cast.plays("loan_overdue", house):
        return drawn(14, shift(last, 4), 4_000_000, shift(last, -2))
    if city.cast.plays("loan_as_income", house):
        return drawn(LOAN_MONTHS_AGO, shift(last, 20), LOAN)
    return None


def _usual(city: City, house: Household) -> _Loan | None:
    """The loan of any household; None for those who are not on the list."""
    rng: Random = city.rng(FEED, house.household_id)
    if rng.random() > _ASKED:
        return None
    months = city.calendar.months
    asked = shift(months[0], rng.randint(-6, len(months))).replace(day=rng.randint(1, 28))
    if rng.random() > _QUALIFIED:
        return _Loan(rng.choice(("不符合条件", "无意愿")), asked)
    if rng.random() > _DRAWN:
        return _Loan("符合条件", asked)
    day = asked + timedelta(days=rng.randint(5, 25))
    due = shift(day.replace(day=1), 12 * rng.randint(1, LOAN_YEARS)).replace(day=1)
    return _Loan("符合条件", asked, day, due, rng.randint(10, LOAN_LIMITS[0] // 1_000) * 100_000)


def _borrower(house: Household, month: date, day: date) -> int | None:
    """The first member of an age at which banks lend, on the day of the loan."""
    young, old = BORROWER_AGES
    for place in house.order(month):
        person = house.members[place]
        if person.present(month) and person.has_id and young <= person.age(day) < old:
            return place
    return None


def _contract(house: Household, loan: _Loan, month: date) -> list[Cell]:
    """The contract's cells at the month's end."""
    end = month_end(month)
    if loan.drawn is None or loan.due is None or loan.drawn > end:
        return [0, "", 0, "", "", "", 0, 0, 0, 0, "", ""]
    repaid = loan.due <= end
    late = loan.overdue_since is not None and loan.overdue_since <= month
    return [
        LOAN_LIMITS[0] * 100, f"DK{serial(house):08d}", loan.cents, loan.drawn, loan.due, "4.35",
        0 if repaid else loan.cents, _OVERDUE if late else 0, 3_500 if late else 0,
        loan.cents // 100, "已结清" if repaid else "正常", _USES[serial(house) % len(_USES)],
    ]  # fmt: skip


def loan_rows(city: City, month: date) -> Iterator[Row]:
    """Households that the banks have asked so far: one row each."""
    for house in city.listed(month):
        loan = _story(city, house) or _usual(city, house)
        head = house.head(month)
        if loan is None or loan.asked > month_end(month) or not head.has_id:
            continue
        place = _borrower(house, month, loan.drawn or loan.asked)
        if place is None:
            loan, place = _Loan("不符合条件", loan.asked), house.order(month)[0]
        person = house.members[place]
        yield Row([
            head.name, head.citizen_id, person.name, person.citizen_id,
            house.relation(place, month), loan.status, loan.asked, *_contract(house, loan, month),
        ])  # fmt: skip


def loan_books(city: City, month: date, _counties: Sequence[str]) -> list[Book]:
    """The month's file."""
    table = Table(LOANS, list(loan_rows(city, month)))
    title = "脱贫人口小额信贷台账（虚构数据）"
    return [Book("小额信贷台账", [Page("小额信贷", table, 3, title, groups=LOAN_GROUPS)])]


def _warn_of_contracts(slips: Slips, table: Table) -> None:
    """L11-L16, each in a row with a contract."""
    number, drawn = table.column("合同号"), table.column("放款日期")
    borrower, due = table.column("贷款人身份证号"), table.column("到期日期")
    amount, use = table.column("贷款金额"), table.column("贷款用途")
    elders = sorted(i for i, p in slips.known.items() if p.age(slips.month) > BORROWER_AGES[1] + 5)
    others = sorted(i for i, p in slips.known.items() if 30 <= p.age(slips.month) < 60)

    def change(rule: str, row: Row) -> bool:
        day = row.cells[drawn]
        if not row.cells[number] or not isinstance(day, date):
            return False
        if rule in ("L11", "L12"):
            row.cells[amount] = (LOAN_LIMITS[rule == "L12"] + 5_000) * 100
        elif rule == "L13":
            row.cells[due] = shift(day.replace(day=1), 12 * (LOAN_YEARS + 1))
        elif rule == "L15":
            row.cells[use] = "建房"
        else:
            pool = elders if rule == "L14" else others
            if not pool or row.cells[borrower] in pool[:1]:
                return False
            row.cells[borrower] = pool[0]
        return True

    for rule in ("L11", "L12", "L13", "L14", "L15", "L16"):
        slips.warn(table, _WHO, rule, lambda row, rule=rule: change(rule, row))  # type: ignore[misc]


def spoil_loans(slips: Slips, book: Book) -> None:
    """L01-L04, L11-L16."""
    table = book.pages[0].table
    _warn_of_contracts(slips, table)
    slips.reject(table, _WHO, (
        Wrong("L01", "户主身份证号", MISWRITTEN), Wrong("L02", "贷款余额", "约3万"),
        Wrong("L03", "授信额度", TWICE), Wrong("L04", "名单状态", "待定"),
        Wrong("L04", "申请日期", "去年"),
    ))  # fmt: skip
