"""Reads the sections of a household's file (一户一档), masked; every reading is recorded first.

Source: domain.md, "Personal data": who looked at a person's data, when and why (ops.audit).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ingestion.database import driver_of
from ingestion.privacy import audit
from zengshou import words
from zengshou.assessment.releases.content import Rows, rows
from zengshou.outputs.office.sheet import Column

SECTIONS = dict(
    re.findall(
        r"-- name: (\w+)\n(.*?)(?=-- name: |\Z)",
        (Path(__file__).parent / "sections.sql").read_text(encoding="utf-8"),
        re.DOTALL,
    )
)
STREAMS = ("wage", "business", "property", "transfer", "business_cost", "rigid_spending")


@dataclass(frozen=True)
class Section:
    """A part of the file: its title, its table in words, and how to read it."""

    title: str
    columns: tuple[Column, ...]
    rows: Rows
    note: str = ""


TITLES: dict[str, tuple[str, tuple[Column, ...]]] = {
    "basics": (
        "基本情况",
        (
            *(Column("household_id", "户编号", width=18), Column("head_name_masked", "户主")),
            *(Column("county_name", "县(区)"), Column("township_name", "乡镇")),
            *(Column("village_name", "村", width=16), Column("household_type", "户类型")),
            Column("monitored_kind", "监测对象类别", width=15),
            *(Column("risk_cleared", "风险已消除"), Column("last_listed_month", "最近在册月份")),
        ),
    ),
    "years": (
        "年度收入",
        (
            *(
                Column("income_year", "收入年度", "centred"),
                Column("annual_members", "人口(人)", "number"),
            ),
            Column("net_income", "纯收入(元)", "money", 14),
            Column("per_capita", "人均纯收入(元)", "money", 14),
            Column("prior_per_capita", "上年人均(元)", "money", 14),
            *(
                Column("basis", "数据来源", width=16),
                Column("months_reported", "已报月数", "number"),
            ),
        ),
    ),
    "months": (
        "各月收支",
        (
            *(Column("month", "月份", "centred", 9), Column("is_reported", "已报", width=6)),
            *(Column(code, f"{words.name('stream', code)}(元)", "money", 13) for code in STREAMS),
            Column("net_income", "纯收入(元)", "money", 13),
            Column("current_members", "人口(人)", "number", 9),
            Column("reason", "收支变化原因", width=14),
        ),
    ),
    "lists": (
        "重点户清单",
        (
            *(Column("month", "月份", "centred"), Column("list", "清单", width=14)),
            Column("per_capita_before", "原人均(元)", "money", 14),
            Column("per_capita_after", "现人均(元)", "money", 14),
            *(Column("reason", "原因", width=16), Column("measure", "帮扶措施", "wrapped", 28)),
        ),
    ),
    "warnings": (
        "预警和核实",
        (
            *(Column("rule", "预警事项", "wrapped", 18), Column("level", "等级", "level", 6)),
            *(Column("opened", "开始月份", "centred"), Column("month", "最近月份", "centred")),
            *(
                Column("due_date", "核实期限", "centred"),
                Column("verified_on", "核实日期", "centred"),
            ),
            *(Column("status", "核实状态"), Column("overdue", "逾期未核实")),
            *(
                Column("file_name", "依据文件", "wrapped", 30),
                Column("row_number", "行", "number", 7),
            ),
        ),
    ),
    "departments": (
        "部门比对",
        (
            *(Column("month", "月份", "centred"), Column("item", "项目")),
            Column("declared", "村级申报(元)", "money", 14),
            Column("departmental", "部门数据(元)", "money", 14),
            Column("status", "比对结果", width=14),
        ),
    ),
    "entitlements": (
        "未兑现政策线索",
        (
            *(Column("month", "月份", "centred"), Column("list", "清单", width=18)),
            *(Column("clause", "方案条款", width=12), Column("owner", "责任单位", width=12)),
            Column("items", "事项(条)", "number", 9),
            Column("months_open", "已列入(个月)", "number", 12),
            Column("amount", "未兑现金额(元)", "money", 15),
        ),
    ),
    "funds": (
        "资金去向",
        (
            *(
                Column("month", "季度末月", "centred"),
                Column("county_name", "项目所在县(区)", width=14),
            ),
            *(Column("project_no", "项目编号", width=16), Column("category", "项目类别")),
            *(Column("due", "应付(元)", "money", 13), Column("paid", "已付(元)", "money", 13)),
            Column("paid_months", "付款月份", "wrapped", 20),
            Column("declared", "付款月申报(元)", "money", 14),
            Column("stage", "资金环节", width=16),
        ),
    ),
    "files": (
        "来源文件",
        (
            *(Column("feed", "报送表", "wrapped", 26), Column("period", "所属期", "centred")),
            *(Column("file_name", "文件", "wrapped", 40), Column("row_number", "行", "number", 7)),
            Column("received_on", "收到日期", "centred", 12),
        ),
    ),
}
#: How to read a section; what a lead is and what it is not (measures.md, section 8).
NOTES = {
    "months": "在册而没有采用月报的月份为未报，按无收入计",
    "entitlements": "按规则测算的线索，是否应享受、应发多少由责任单位认定；各月金额不可相加",
    "funds": f"“{words.name('trail_stage', 'not_declared')}”是请村里核对的问题，不作评价",
}
#: Kinds of the glossary that name the codes of a section's columns.
CODES: dict[str, dict[str, str]] = {
    "years": {"basis": "basis"},
    "lists": {"list": "focus_list"},
    "warnings": {"rule": "warning_rule", "level": "warning_level", "status": "warning_status"},
    "departments": {"item": "reconciliation_item", "status": "reconciliation_status"},
    "entitlements": {"list": "worklist"},
    "funds": {"category": "project_category", "stage": "trail_stage"},
    "files": {"feed": "feed"},
}


def household_file(
    engine: sa.Engine, household_id: str, *, person: str, reason: str
) -> list[Section]:
    """The sections of a household's file; person and reason are recorded first.

    Raises audit.Refused for an unknown household, or without person or reason.
    """
    with engine.begin() as connection:
        audit.record(
            driver_of(connection), "show-household", household_id, person=person, reason=reason
        )
        basics = rows(connection, SECTIONS["basics"], household=household_id)
        if not basics:
            raise audit.Refused(f"no roster contains household {household_id}")
        return [
            Section(
                title,
                columns,
                _named(name, rows(connection, SECTIONS[name], household=household_id)),
                NOTES.get(name, ""),
            )
            for name, (title, columns) in TITLES.items()
        ]


def _named(section: str, found: Rows) -> Rows:
    kinds = CODES.get(section, {})
    naming: dict[str, Callable[[Any], Any]] = {
        column: _name_of(words.names(kind)) for column, kind in kinds.items()
    }
    return [
        {
            column: naming[column](value) if column in naming else value
            for column, value in row.items()
        }
        for row in found
    ]


def _name_of(names: dict[str, str]) -> Callable[[Any], Any]:
    return lambda code: names.get(code, code)
