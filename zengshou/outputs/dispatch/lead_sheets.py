"""The sheets 未兑现政策线索 and 资金去向: leads to follow up, counted nowhere (measures.md, 8)."""

from typing import Any

from zengshou.assessment.releases.content import Rows
from zengshou.outputs.dispatch.filtered import filtered
from zengshou.outputs.office.sheet import Column, OfficeBook
from zengshou.words import names

LEVELS = {**names("division_level"), "project": "项目"}
LISTS = names("worklist")
STAGES = names("trail_stage")
CATEGORIES = names("project_category")
COUNTY = "county"

ENTITLEMENTS = (
    Column("level_name", "范围", "centred", 8),
    Column("division_name", "名称", width=16),
    Column("list_name", "清单", width=18),
    Column("clause", "方案条款", "centred", 12),
    Column("owner", "责任单位", width=12),
    Column("households", "户数(户)", "number", 9),
    Column("items", "事项(条)", "number", 9),
    Column("months_open", "最早已列入(个月)", "number", 15),
    Column("amount", "未兑现金额(元)", "money", 16),
)
FUNDS = (
    Column("level_name", "范围", "centred", 8),
    Column("name", "名称", "wrapped", 18),
    Column("category_name", "项目类别", width=12),
    Column("allotted", "下达(元)", "money", 15),
    Column("spent", "支出(元)", "money", 15),
    Column("due", "应付到户(元)", "money", 14),
    Column("paid", "已付到户(元)", "money", 14),
    Column("declared", "付款月申报(元)", "money", 14),
    Column("stages_words", "资金环节(条)", "wrapped", 40),
)


def entitlement_sheet(book: OfficeBook, entitlements: Rows) -> None:
    """What has not arrived, of the county, then by township and village; all lists, then each."""
    found = [
        {
            **row,
            "level_name": LEVELS[row["level"]],
            "list_name": LISTS[row["list"]] if row["list"] else "全部清单",
        }
        for row in entitlements
    ]
    households = sum(
        row["households"] for row in found if row["level"] == COUNTY and row["list"] is None
    )
    note = (
        f"共 {households} 户。按规则测算、月末仍未见兑付的线索，不计入得分和预警；"
        "是否应享受、应发多少由责任单位认定。同一户可在几张清单上，各月金额不可相加"
    )
    filtered(book, "未兑现政策线索", "未兑现政策线索", ENTITLEMENTS, found, note)


def funds_sheet(book: OfficeBook, funds: Rows) -> None:
    """Where a project's yuan go: the county, its projects, then the places of the households."""
    found = [
        {
            **row,
            "level_name": LEVELS[row["level"]],
            "category_name": CATEGORIES.get(row["category"]),
            "stages_words": _stages(row["stages"]),
        }
        for row in funds
    ]
    until = f"截至 {funds[0]['month']:%Y-%m} 的季报，" if funds else ""
    note = (
        f"{until}自1月1日起累计；下达、支出只按项目计。"
        f"“{STAGES['not_declared']}”是请村里核对的问题，不作评价；不计入得分和预警"
    )
    filtered(book, "资金去向", "衔接资金项目的资金去向", FUNDS, found, note)


def _stages(lines: dict[str, Any]) -> str:
    """Lines by stage, in the order of the trail."""
    return "、".join(f"{name} {lines[code]}" for code, name in STAGES.items() if code in lines)
