"""The rules in force: every row of the policy seeds behind the scores."""

import json

from zengshou.workbook.sheet import Book, Column

TITLES = {
    "assessment_indicators": "考核指标",
    "assessment_grades": "等次",
    "assessment_treatments": "处理",
    "assessment_parameters": "考核参数",
    "policy_parameters": "政策参数",
    "policy_targets": "公布的目标",
    "monitoring_range": "监测范围",
    "warning_rules": "预警规则",
    "warning_levels": "预警等级",
    "income_items": "收入项目",
}
APART = ("source",)
COLUMNS = (
    Column("title", "规则表", width=14),
    Column("content", "内容", "wrapped", 110),
    Column("source", "依据", "wrapped", 30),
)


def rules_sheet(book: Book) -> None:
    """One row per seed row, with its source."""
    found = []
    for seed in book.content.seeds:
        if seed["seed"] in TITLES:
            values = json.loads(seed["content"], parse_float=str)
            said = "；".join(
                f"{name} {value}"
                for name, value in values.items()
                if value is not None and name not in APART
            )
            found.append(
                {"title": TITLES[seed["seed"]], "content": said, "source": values.get("source")}
            )
    found.sort(key=lambda row: list(TITLES.values()).index(row["title"]))
    sheet = book.sheet("规则", "现行规则（含有效期和依据）", COLUMNS)
    book.table(sheet, COLUMNS, found)
