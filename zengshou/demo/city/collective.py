"""collective_economy: income and dividends of the villages, by county and quarter.

Figures run from 1 January to the quarter's end; a 小计 row closes each township (measures.md, 2).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from zengshou.demo.city.books import Book, Page
from zengshou.demo.city.city import City
from zengshou.demo.city.layouts import Cell, Row, Table
from zengshou.demo.city.measure_layouts import ECONOMY, ECONOMY_GROUPS
from zengshou.demo.city.months import months_between
from zengshou.demo.city.places import Village, idle_unit
from zengshou.demo.city.policy import SOLAR_TO_LABOUR, WEAK_VILLAGE
from zengshou.demo.city.slips import Identity, Slips, Wrong

FEED = "collective_economy"
SUBTOTAL = "小计"
_WEAK_EVERY, _SOLAR_EVERY, _SHORT = 4, 3, 1
_GAP = 300_000  # cents by which the first village's dividends differ from what its households say
_TOWNSHIP = 9
_WHO = Identity("", "村名")
_FIRST_MONEY, _LAST_MONEY = 2, 13
_SOLAR_COLUMNS = range(9, 12)


def weak_villages(city: City) -> list[Village]:
    """The villages that earn less than 50,000 yuan a year."""
    return list(city.places.villages[::_WEAK_EVERY])


def _dividends(city: City, village: Village, month: date) -> tuple[int, int]:
    """集体经济分红 of the village's 脱贫户 since January, in cents, and how many got any."""
    months = [
        m for m in months_between(month.replace(month=1), month) if m >= city.calendar.months[0]
    ]
    sums: dict[str, int] = {}
    for one in months:
        at = city.calendar.index(one)
        for house in city.reported(village, one):
            cents = city.accounts(house).declared("prop_collective_dividend", at)
            if cents and house.registered:
                sums[house.household_id] = sums.get(house.household_id, 0) + cents
    return sum(sums.values()), len(sums)


def _solar(place: int, cents: int) -> list[Cell]:
    """发电收入, 公益岗支出, 公益事业劳务: of two in three villages, one of them uses too little."""
    kind = place % _SOLAR_EVERY
    if kind == 0:
        return [0, 0, 0]
    share = SOLAR_TO_LABOUR - 0.3 if kind == _SHORT else SOLAR_TO_LABOUR + 0.1
    labour = round(cents * share / 100) * 100
    return [cents, labour * 7 // 10 // 100 * 100, labour - labour * 7 // 10 // 100 * 100]


def _village_row(city: City, place: int, village: Village, month: date) -> Row:
    rng = city.rng(FEED, village.code, month.year)
    weak = place % _WEAK_EVERY == 0
    year = round(WEAK_VILLAGE * (rng.uniform(0.4, 0.8) if weak else rng.uniform(1.4, 3.0)))
    solar_year = rng.randint(200, 600) * 100

    def so_far(yuan: float) -> int:
        return int(yuan * month.month / 12) * 100

    dividends, households = _dividends(city, village, month)
    if place == 0 and month.month == 12:
        dividends += _GAP
    return Row([
        village.code, village.name, so_far(0.4 * year), so_far(0.6 * year), so_far(0.2 * year),
        so_far(9_000), 0, so_far(0.12 * year), so_far(0.08 * year),
        *_solar(place, so_far(solar_year)), dividends * 13 // 10, dividends, households,
    ])  # fmt: skip


def _rows(city: City, county: str, month: date) -> Iterator[Row]:
    """The county's villages by township, each township closed by its sums."""
    places = [(n, v) for n, v in enumerate(city.places.villages) if v.county == county]
    for _, group in groupby(places, key=lambda pair: pair[1].code[:_TOWNSHIP]):
        for place, village in group:
            yield _village_row(city, place, village, month)
        yield Row([SUBTOTAL, *[""] * (len(ECONOMY) - 1)])


def _add_up(table: Table) -> None:
    """Fill the 小计 rows: sums of the rows since the 小计 before, unreadable cells as 0."""
    sums = [0] * len(table.columns)
    for row in table.rows:
        if row.cells[0] == SUBTOTAL:
            row.cells[_FIRST_MONEY : _LAST_MONEY + 1] = sums[_FIRST_MONEY : _LAST_MONEY + 1]
            sums = [0] * len(table.columns)
            continue
        for place in range(_FIRST_MONEY, _LAST_MONEY + 1):
            cents = row.cells[place]
            sums[place] += cents if isinstance(cents, int) and cents > 0 else 0


def economy_books(city: City, month: date, counties: Sequence[str]) -> list[Book]:
    """The quarter's villages of some counties."""
    table = Table(ECONOMY, [row for county in counties for row in _rows(city, county, month)])
    _add_up(table)
    title = "村集体经济收支（虚构数据）"
    page = Page("村集体经济", table, 4, title, "单位：元", ECONOMY_GROUPS)
    return [Book("村集体经济收支", [page])]


def _spend_more_than_earned(row: Row) -> bool:
    """J14; a village without solar income is left alone."""
    income = row.cells[_SOLAR_COLUMNS[0]]
    if not isinstance(income, int) or not income:
        return False
    row.cells[_SOLAR_COLUMNS[1]] = income + 100_000
    return True


def _fall_behind(row: Row) -> None:
    """J12: less 经营收入 than a quarter ago."""
    row.cells[_FIRST_MONEY] = 0


def _solar_in_ten_thousands(page: Page) -> None:
    """Write the solar columns in 万元, and say so in their group's heading."""
    page.groups = tuple((f"{t}（万元）" if t == "光伏" else t, n) for t, n in page.groups)
    for row in page.table.rows:
        for place in _SOLAR_COLUMNS:
            cents = row.cells[place]
            row.cells[place] = cents / 1_000_000 if isinstance(cents, int) else cents
    page.table.columns = tuple(
        (title, "plain" if place in _SOLAR_COLUMNS else kind)
        for place, (title, kind) in enumerate(page.table.columns)
    )


def spoil_economy(slips: Slips, book: Book) -> None:
    """J02-J04, J11, J12, J14; in some quarters solar income is in 万元."""
    page = book.pages[0]
    table = page.table
    slips.warn(table, _WHO, "J14", _spend_more_than_earned)
    if slips.order and slips.month.month > 3:
        slips.warn(table, _WHO, "J12", _fall_behind)
    county = str(table.rows[0].cells[0])[:6]
    other = idle_unit(slips.city.places, county)
    slips.reject(table, _WHO, (
        Wrong("J02", "经营收入", "约3万"), Wrong("J03", "村代码", slips.city.places.silent_unit),
    ))  # fmt: skip
    for row in table.rows:
        if "J02" in row.rules:
            row.cells[0] = other or slips.city.places.silent_unit
    twice = slips.invented(table, _WHO, "J04") if slips.due("J04") and other else None
    if twice is not None:
        twice.cells[0] = other
        table.rows[:0] = [twice, twice.copy("J04")]
    _add_up(table)
    sums = [row for row in table.rows if row.cells[0] == SUBTOTAL]
    if slips.due("J11"):
        wrong = slips.rng.choice(sums)
        wrong.cells[_FIRST_MONEY] = int(str(wrong.cells[_FIRST_MONEY])) + 120_000
        wrong.rules.append("J11")
    if slips.order % 4 == 2:
        _solar_in_ten_thousands(page)
