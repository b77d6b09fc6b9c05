"""The sheet 清单办理情况: how many items of each list are open, overdue and answered, by owner."""

from itertools import groupby

from zengshou.assessment.releases.content import Rows
from zengshou.outputs.dispatch.figures import share
from zengshou.outputs.dispatch.filtered import filtered
from zengshou.outputs.office.sheet import Column, OfficeBook

COUNTS = ("items", "open", "overdue", "verified", "resolved", "dismissed", "answered_in_time")
COLUMNS = (
    Column("list_name", "清单", width=18),
    Column("owner", "责任单位", "centred", 12),
    Column("items", "事项(条)", "number", 10),
    Column("open", "待核实(条)", "number", 11),
    Column("overdue", "其中逾期(条)", "number", 12),
    Column("verified", "属实在办(条)", "number", 12),
    Column("resolved", "属实已解决(条)", "number", 13),
    Column("dismissed", "不属实(条)", "number", 11),
    Column("answered_in_time", "按期答复(条)", "number", 12),
    Column("in_time_share", "按期答复率", "share", 11),
)


def item_counts_sheet(book: OfficeBook, counts: Rows) -> None:
    """A line per list and owner; the lists with most overdue items first."""

    def key(row: dict[str, str]) -> tuple[str, str]:
        return row["list_name"], row["owner"]

    found = []
    for (name, owner), group in groupby(sorted(counts, key=key), key=key):
        same = list(group)
        line = {one: sum(row[one] for row in same) for one in COUNTS}
        in_time = share(line["answered_in_time"], line["items"])
        found.append({"list_name": name, "owner": owner, **line, "in_time_share": in_time})
    found.sort(key=lambda row: (-row["overdue"], row["list_name"]))
    items, overdue = (sum(row[one] for row in found) for one in ("items", "overdue"))
    note = f"共 {items} 条，逾期 {overdue} 条；办理情况不计入得分"
    filtered(book, "清单办理情况", "工作清单办理情况", COLUMNS, found, note)
