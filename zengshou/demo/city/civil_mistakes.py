"""Wrong rows of civil_affairs: rules A01-A05, A11-A13 (measures.md, section 2)."""

from zengshou.demo.city.books import Book
from zengshou.demo.city.layouts import Row, Table
from zengshou.demo.city.row_mistakes import miswritten
from zengshou.demo.city.slips import MISWRITTEN, TWICE, Identity, Slips, Wrong, adder

_HEAD = "户主身份证号"
_DIBAO = Identity(_HEAD, "户主姓名", "低保（特困）证号")
_EDGE = Identity(_HEAD, "户主姓名", "认定证号")
_PERSON = Identity("身份证号", "姓名")


def _dibao(slips: Slips, table: Table) -> None:
    slips.reject(table, _DIBAO, (
        Wrong("A01", _HEAD, MISWRITTEN), Wrong("A02", "户月保障金额", "约500"),
        Wrong("A03", "户月保障金额", TWICE), Wrong("A03", "低保（特困）证号", ""),
        Wrong("A05", "救助类型", "城市低保"),
    ))  # fmt: skip
    slips.warn(table, _DIBAO, "A11", adder(table, "合计", 500))
    covered = table.column("保障人口")

    def cover_one_more(row: Row) -> None:
        row.cells[covered] = int(str(row.cells[covered])) + 1

    slips.warn(table, _DIBAO, "A12", cover_one_more)
    slips.warn(table, _DIBAO, "A13", lambda row: _list_a_wrong_id(slips, table, row))


def _list_a_wrong_id(slips: Slips, table: Table, row: Row) -> bool:
    """List one more member whose ID is invalid; the row of a single person lists nobody."""
    if "单人" in str(row.cells[table.column("救助类型")]):
        return False
    person = slips.city.stranger(slips.rng, slips.city.places.counties[0])
    slips.parcel.strangers.append(person)
    pair = (person.name, miswritten(person.citizen_id))
    titles = [title for title, _ in table.columns]
    if "成员1姓名" in titles:
        begin = titles.index("成员1姓名")
        free = next(place for place in range(begin, len(titles), 2) if not row.cells[place])
        row.cells[free : free + 2] = pair
        return True
    for title, text in zip(("家庭成员姓名", "家庭成员身份证号"), pair, strict=True):
        place = table.column(title)
        row.cells[place] = f"{row.cells[place]}、{text}" if row.cells[place] else text
    return True


def _edge(slips: Slips, table: Table) -> None:
    slips.reject(table, _EDGE, (
        Wrong("A01", _HEAD, MISWRITTEN), Wrong("A03", "户主姓名", TWICE),
    ))  # fmt: skip


def _tekun(slips: Slips, table: Table) -> None:
    slips.reject(table, _PERSON, (
        Wrong("A01", "身份证号", MISWRITTEN), Wrong("A02", "合计", "待定"),
        Wrong("A03", "照料人姓名", TWICE), Wrong("A05", "供养方式", "居家供养"),
        Wrong("A05", "生活自理能力", "基本自理"),
    ))  # fmt: skip
    slips.warn(table, _PERSON, "A11", adder(table, "合计", 300))


def _relief(slips: Slips, table: Table) -> None:
    slips.reject(table, _PERSON, (
        Wrong("A02", "金额", "500-600"), Wrong("A04", "发放日期", ""),
        Wrong("A05", "困难类型", "生活困难"),
    ))  # fmt: skip


_KINDS = {"低保对象": _dibao, "农村低保名册": _dibao, "低保边缘家庭": _edge, "特困人员": _tekun}


def spoil_civil(slips: Slips, book: Book) -> None:
    """Write wrong rows into one of the month's four files."""
    _KINDS.get(book.stem, _relief)(slips, book.pages[0].table)
