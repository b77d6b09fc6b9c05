"""consumption: what offices buy from poor areas, by county and quarter (measures.md, section 2).

Figures run from 1 January to the quarter's end.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from zengshou.demo.city.books import Book, Page
from zengshou.demo.city.city import City
from zengshou.demo.city.layouts import Cell, Row, Table
from zengshou.demo.city.measure_layouts import UNITS
from zengshou.demo.city.slips import TWICE, Identity, Slips, Wrong, adder, is_data, setter

FEED = "consumption"
_NAMES = ("教育局", "医院", "税务局", "文旅局", "法院")
_CANTEENS = ("有", "外包", "有", "共用", "无")
# The first unit reserves too little, the second buys too little: the stories of `unit_832`.
_RATIOS = (0.05, 0.10, 0.15, 0.10, 0.0)
_PACE = (1.0, 0.5, 1.1, 0.0, 0.0)
_POOR_BUYERS = (1, 2)
_WHO = Identity("", "", "单位编码")


def unit_number(county: str, place: int) -> str:
    """单位编码 of the county's unit at a place, counted from 1."""
    return f"DW{county}{place:03d}"


def poor_buyers(county: str) -> list[str]:
    """The county's units that reserve or buy too little."""
    return [unit_number(county, place) for place in _POOR_BUYERS]


def _ratio_written(ratio: float, place: int) -> Cell:
    """10%, 0.1 or 10: all the same; nothing for nothing."""
    if not ratio:
        return ("", "-")[place % 2]
    return (f"{ratio:.0%}", ratio, round(100 * ratio))[place % 3]


def _units(city: City, county: str, month: date) -> Iterator[Row]:
    name = next(v.county_name for v in city.places.villages if v.county == county)
    rng = city.rng(FEED, county, month.year)
    for place, office in enumerate(_NAMES):
        total = rng.randint(120, 600) * 100_000
        reserved = round(total * _RATIOS[place])
        done = round(reserved * _PACE[place] * month.month / 12)
        canteen = _CANTEENS[place]
        leader = unit_number(county, 1) if canteen == "共用" else ""
        yield Row([
            unit_number(county, place + 1), f"{name}{office}", county, canteen, leader, total,
            _ratio_written(_RATIOS[place], place), reserved, done, done // 5, done // 4,
            f"0469-{rng.randrange(10**7):07d}",
        ])  # fmt: skip


def consumption_books(city: City, month: date, counties: Sequence[str]) -> list[Book]:
    """The quarter's units of some counties."""
    rows = [row for county in counties for row in _units(city, county, month)]
    title = "预算单位采购脱贫地区农副产品情况（虚构数据）"
    return [Book("预算单位采购", [Page("明细", Table(UNITS, rows), 3, title)])]


def _in_ten_thousands(page: Page) -> None:
    """Write all amounts in 万元, and say so above the header."""
    table = page.table
    page.note = "单位：万元"
    places = [place for place, (_, kind) in enumerate(table.columns) if kind == "money"]
    for row in table.rows:
        for place in places:
            cents = row.cells[place]
            if isinstance(cents, int):
                row.cells[place] = cents / 1_000_000
    table.columns = tuple(
        (title, "plain" if kind == "money" else kind) for title, kind in table.columns
    )


def spoil_consumption(slips: Slips, book: Book) -> None:
    """B02-B04, B11, B12; in some quarters all amounts are in 万元 (W12)."""
    page = book.pages[0]
    table = page.table
    slips.reject(table, _WHO, (
        Wrong("B02", "832完成交易额", "约3万"), Wrong("B02", "预留比例", "一成"),
        Wrong("B03", "单位名称", TWICE), Wrong("B03", "单位编码", ""),
        Wrong("B04", "县代码", "239999"), Wrong("B04", "食堂", "临时"),
    ))  # fmt: skip
    slips.warn(table, _WHO, "B11", adder(table, "预留份额", 9_000))

    def shares_with_nobody(row: Row) -> bool:
        if row.cells[table.column("食堂")] != "共用":
            return False
        return setter(table, "代表单位编码", "DW999999999")(row) is not False

    slips.warn(table, _WHO, "B12", shares_with_nobody)
    if slips.due("W12") and any(map(is_data, table.rows)):
        _in_ten_thousands(page)
        book.header_rules.append("W12")
