"""Wrong rows of linkage_projects: rules P01-P05, P11, P12, P14 (measures.md, section 2)."""

from zengshou.demo.city.books import Book
from zengshou.demo.city.layouts import Row, Table
from zengshou.demo.city.measure_layouts import FUNDS
from zengshou.demo.city.slips import MISWRITTEN, TWICE, Identity, Slips, Wrong

_PROJECT, _FIRM = Identity("", "", "项目编号"), Identity("", "", "主体编码")
_LINK = Identity("身份证号", "姓名")


def _spending(table: Table) -> range:
    """The columns of 支出资金: the second four of the same names."""
    first = table.column(f"{FUNDS[0]}（万元）") + len(FUNDS)
    return range(first, first + len(FUNDS))


def _overspend(table: Table, row: Row) -> None:
    """P11: more is spent than was given."""
    row.cells[_spending(table)[-1]] = 500.0


def _spend_less(table: Table, row: Row) -> bool:
    """P12: less is spent than a quarter ago."""
    places = _spending(table)
    if not row.cells[places[0]]:
        return False
    for place in places:
        row.cells[place] = 0.0
    return True


def _share_too_much(table: Table, row: Row) -> None:
    """P14: more is shared out than there was."""
    owed = int(str(row.cells[table.column("年度应分配收益")]))
    row.cells[table.column("已分配收益")] = owed + 100_000


def spoil_projects(slips: Slips, book: Book) -> None:
    """Write wrong rows into the three sheets."""
    projects, firms, links = (page.table for page in book.pages)
    slips.warn(projects, _PROJECT, "P11", lambda row: _overspend(projects, row))
    if slips.order and slips.month.month > 3:
        slips.warn(projects, _PROJECT, "P12", lambda row: _spend_less(projects, row))
    slips.warn(projects, _PROJECT, "P14", lambda row: _share_too_much(projects, row))
    slips.reject(projects, _PROJECT, (
        Wrong("P02", "年度应分配收益", "约3万"), Wrong("P03", "项目名称", TWICE),
        Wrong("P03", "项目编号", ""), Wrong("P04", "县代码", "239999"),
        Wrong("P04", "项目类别", "其它类"), Wrong("P04", "状态", "验收"),
    ))  # fmt: skip
    slips.reject(firms, _FIRM, (
        Wrong("P03", "名称", TWICE), Wrong("P04", "村代码", ""), Wrong("P04", "类型", "个体户"),
    ))  # fmt: skip
    slips.reject(links, _LINK, (
        Wrong("P01", "身份证号", MISWRITTEN), Wrong("P02", "已付金额", "待拨付"),
        Wrong("P04", "带动方式", "结对帮扶"), Wrong("P05", "编号", "XM000"),
    ))  # fmt: skip
