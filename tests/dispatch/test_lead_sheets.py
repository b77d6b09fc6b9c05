"""The sheets of leads: sums by place in words, and what the words promise."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from tests.dispatch import sheets
from zengshou.assessment.releases.content import Rows
from zengshou.outputs.dispatch.lead_sheets import entitlement_sheet, funds_sheet
from zengshou.outputs.office.sheet import OfficeBook, open_workbook


def made(write: Callable[[OfficeBook, Rows], None], rows: Rows) -> bytes:
    out = io.BytesIO()
    with open_workbook(out, "线索") as workbook:
        write(OfficeBook(workbook, "宝清县"), rows)
    return out.getvalue()


def gap(level: str, name: str, of: str | None, amount: str, households: int = 1) -> dict[str, Any]:
    return {
        "level": level,
        "division_name": name,
        "list": of,
        "clause": of and "三(一)3",
        "owner": of and "县（区）",
        "households": households,
        "items": households,
        "months_open": 4,
        "amount": Decimal(amount),
    }


def trail(level: str, name: str, stages: dict[str, int]) -> dict[str, Any]:
    return {
        "month": date(2023, 6, 1),
        "level": level,
        "name": name,
        "category": "industry" if level == "project" else None,
        "allotted": Decimal(9000) if level in ("county", "project") else None,
        "spent": Decimal(8000) if level in ("county", "project") else None,
        "due": Decimal(300),
        "paid": Decimal(200),
        "declared": Decimal(150),
        "stages": stages,
    }


def test_what_has_not_arrived_is_summed_up_by_place_and_list() -> None:
    content = made(
        entitlement_sheet,
        [
            gap("county", "宝清县", None, "700", 2),
            gap("county", "宝清县", "grant_unpaid", "500"),
            gap("county", "宝清县", "rent_unpaid", "200"),
            gap("village", "一村", None, "700", 2),
        ],
    )
    found = sheets.table(content, "未兑现政策线索")
    assert [(row["范围"], row["清单"], row["未兑现金额(元)"]) for row in found] == [
        ("县(区)", "全部清单", 700),
        ("县(区)", "到户奖补未兑付", 500),
        ("县(区)", "流转租金未兑付", 200),
        ("村", "全部清单", 700),
    ]
    assert found[1]["责任单位"] == "县（区）"
    note = sheets.note(content, "未兑现政策线索")
    assert "共 2 户" in note
    assert "由责任单位认定" in note


def test_where_the_yuan_go_is_said_by_stage_in_the_order_of_the_trail() -> None:
    content = made(
        funds_sheet,
        [
            trail("county", "宝清县", {"not_declared": 2, "not_spent": 1}),
            trail("project", "X1", {"reached": 3, "not_paid": 1}),
            trail("township", "一镇", {"not_declared": 2}),
        ],
    )
    found = sheets.table(content, "资金去向")
    assert [(row["范围"], row["资金环节(条)"]) for row in found] == [
        ("县(区)", "未支出 1、待村核对 2"),
        ("项目", "未付足 1、已到户并申报 3"),
        ("乡镇", "待村核对 2"),
    ]
    assert (found[1]["项目类别"], found[1]["下达(元)"]) == ("产业发展", 9000)
    assert found[2]["支出(元)"] == "—"
    note = sheets.note(content, "资金去向")
    assert "截至 2023-06 的季报" in note
    assert "请村里核对的问题" in note


def test_a_county_without_leads_has_empty_sheets() -> None:
    assert "共 0 户" in sheets.note(made(entitlement_sheet, []), "未兑现政策线索")
    assert sheets.table(made(funds_sheet, []), "资金去向")[0]["范围"] == "（无）"
