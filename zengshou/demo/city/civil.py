"""civil_affairs: 低保, 低保边缘, 特困 and 临时救助, one file each (measures.md, section 2)."""

from collections.abc import Iterator, Sequence
from datetime import date

from zengshou.demo.city.benefits import account_number, others_known, paid_share, serial
from zengshou.demo.city.books import Book, Page
from zengshou.demo.city.city import City
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import Cell, Row, Table
from zengshou.demo.city.measure_layouts import (
    DIBAO,
    DIBAO_BESIDE,
    EDGE,
    MEMBERS_BESIDE,
    RELIEF,
    TEKUN,
)
from zengshou.demo.city.months import shift
from zengshou.demo.city.old_books import can_write
from zengshou.demo.city.people import Person

FEED = "civil_affairs"
_NAMES = ("农村低保", "农村最低生活保障对象", "低保")
_SINGLE_NAMES = ("农村低保单人", "最低生活保障对象（单人）")
_EXTRA_FROM, _EXTRA = 30_000, 6_000  # cents: rows above get an amount for special persons
_SINGLE_AMOUNT = 38_000
_RESIDENTS = 6
_BETWEEN = ("、", "，", ";", "\n")
_OLDER_MONTHS = (3, 9)
_RELIEF_KINDS = ("疾病", "意外灾害", "教育支出", "其他困难")
_CARE = 20_000


def _certificate(house: Household, kind: str) -> str:
    return f"{house.home.county}{kind}{serial(house):06d}"


def _grace(city: City, house: Household) -> Cell:
    """渐退期截止月: known for two stories; it does not change."""
    last = city.calendar.months[-1]
    if city.cast.plays("grace_ending", house):
        return shift(last, 1)
    return shift(last, -2) if city.cast.plays("grace_over", house) else ""


def _is_single(house: Household) -> bool:
    """Every eleventh row supports one person of the household alone."""
    return len(house.members) > 1 and serial(house) % 11 == 0


def _dibao_cells(
    house: Household, month: date, total: int, covered: int, name: str, grace: Cell, account: str
) -> list[Cell]:
    head = house.head(month)
    extra = _EXTRA if total > _EXTRA_FROM else 0
    return [
        head.name, head.citizen_id, house.current_members(month), covered, total - extra, 0, extra,
        total, _certificate(house, "05"), house.authorised or date(2020, 1, 1), name, grace,
        account,
    ]  # fmt: skip


def _others(house: Household, month: date) -> list[Person]:
    """The members beside the head that a row lists."""
    head = house.head(month)
    return [p for p in house.members if p.present(month) and p is not head]


def _listed(others: Sequence[Person], beside: bool, number: int) -> list[Cell]:
    """The cells of the members: in two cells, or side by side."""
    if not beside:
        between = _BETWEEN[number % len(_BETWEEN)]
        return [between.join(p.name for p in others), between.join(p.citizen_id for p in others)]
    cells: list[Cell] = []
    for person in others[:MEMBERS_BESIDE]:
        cells += [person.name, person.citizen_id]
    return cells + [""] * (2 * MEMBERS_BESIDE - len(cells))


def _twice_supported(city: City, house: Household, month: date, beside: bool) -> Row | None:
    """`double_support`: the head has a row of its own, too."""
    if not city.cast.plays("double_support", house):
        return None
    account = account_number(city, house.household_id)
    cells = _dibao_cells(house, month, _SINGLE_AMOUNT, 1, _SINGLE_NAMES[0], "", account)
    cells[8] = _certificate(house, "06")
    return Row(cells + _listed([], beside, 0))


def dibao_rows(city: City, month: date, beside: bool) -> Iterator[Row]:
    """Households with 最低生活保障金 in their village's report, and residents on no roster."""
    at = city.calendar.index(month)
    for house in city.listed(month):
        share = paid_share(city, house, "dibao")
        total = round(city.accounts(house).declared("tr_dibao", at) * share)
        if not total:
            continue
        single, number = _is_single(house), serial(house)
        others = [] if single else _others(house, month)
        names = _SINGLE_NAMES if single else _NAMES
        account = account_number(city, house.household_id)
        yield Row(
            _dibao_cells(
                house, month, total, 1 + len(others), names[number % len(names)],
                _grace(city, house), account,
            )
            + _listed(others, beside, number)
        )  # fmt: skip
        if row := _twice_supported(city, house, month, beside):
            yield row
    for number, person in enumerate(others_known(city, _RESIDENTS, month)):
        account = account_number(city, person.person_id)
        certificate = f"{person.citizen_id[:6]}08{number:06d}"
        yield Row([
            person.name, person.citizen_id, 1, 1, _SINGLE_AMOUNT, 0, 0, _SINGLE_AMOUNT, certificate,
            date(2021, 1, 1), _NAMES[0], "", account, *_listed([], beside, 0),
        ])  # fmt: skip


def edge_rows(city: City, month: date) -> Iterator[Row]:
    """Monitored households at the edge of poverty without dibao."""
    at, year = city.calendar.index(month), month.year
    for house in city.listed(month):
        chosen = city.cast.plays("single_candidate", house)
        near = house.status(month)[0] == "边缘易致贫户"
        if not chosen and (not near or city.accounts(house).declared("tr_dibao", at)):
            continue
        head, others = house.head(month), _others(house, month)
        yield Row([
            head.name, head.citizen_id, house.current_members(month), _certificate(house, "07"),
            date(year, 1, 1), date(year, 12, 1), head.phone,
            *_listed(others, False, serial(house)),
        ])  # fmt: skip


def _carer(city: City, house: Household) -> tuple[str, str]:
    """The person who looks after somebody: a resident on no roster."""
    if city.cast.plays("carer_missing", house) or not city.residents:
        return "", ""
    carer = city.residents[serial(house) % len(city.residents)]
    return carer.name, carer.citizen_id


def tekun_rows(city: City, month: date) -> Iterator[Row]:
    """Persons with 特困人员救助供养金 in their village's report."""
    at = city.calendar.index(month)
    for house in city.listed(month):
        share = paid_share(city, house, "tekun")
        total = round(city.accounts(house).declared("tr_tekun", at) * share)
        if not total:
            continue
        chosen, number = city.cast.plays("carer_missing", house), serial(house)
        scattered = chosen or number % 4 > 0
        able = "半自理" if chosen else ("全自理", "全自理", "半自理", "无法自理")[number % 4]
        care = min(total, 0 if able == "全自理" else _CARE)
        head = house.head(month)
        yield Row([
            head.name, head.citizen_id, "分散供养" if scattered else "集中供养", able,
            total - care, care, total, *_carer(city, house),
            account_number(city, house.household_id),
        ])  # fmt: skip


def relief_rows(city: City, month: date) -> Iterator[Row]:
    """Households with 临时救助和慰问金 in their village's report."""
    at = city.calendar.index(month)
    for house in city.listed(month):
        total = city.accounts(house).declared("ex_relief", at)
        if total:
            rng = city.rng("relief", house.household_id, month)
            head, day = house.head(month), month.replace(day=rng.randint(1, 28))
            kind = rng.choice(_RELIEF_KINDS)
            yield Row([head.name, head.citizen_id, kind, total, day, "张某"])


def civil_books(city: City, month: date, _counties: Sequence[str]) -> list[Book]:
    """The month's four files; twice a year 低保 comes as the older county form."""
    beside = city.parameters.dirt > 0 and month.month in _OLDER_MONTHS
    rows = list(dibao_rows(city, month, beside))
    if beside:
        page = Page(
            "农村低保",
            Table(DIBAO_BESIDE, rows),
            3,
            "农村低保对象名册（虚构数据）",
            kept_order=True,
        )
        dibao = Book("农村低保名册", [page], covers=("封面",), old=can_write())
    else:
        dibao = Book("低保对象", [Page("低保", Table(DIBAO, rows))])
    return [
        dibao,
        Book("低保边缘家庭", [Page("Sheet1", Table(EDGE, list(edge_rows(city, month))))]),
        Book("特困人员", [Page("Sheet1", Table(TEKUN, list(tekun_rows(city, month))))]),
        Book("临时救助", [Page("Sheet1", Table(RELIEF, list(relief_rows(city, month))))]),
    ]
