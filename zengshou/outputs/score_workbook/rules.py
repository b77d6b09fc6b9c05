"""The rules in force: all rows of the policy seeds behind the scores."""

import json

from zengshou.outputs.office.sheet import Book, Column

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
NAMES = {
    "code": "代码",
    "name_zh": "名称",
    "name_en": "英文名",
    "max_points": "满分",
    "kind": "算法",
    "full_at": "满分界限",
    "zero_at": "零分界限",
    "unit_per_point": "每分",
    "when_none": "无对象时",
    "valid_from": "生效",
    "valid_to": "失效",
    "valid_from_year": "生效年度",
    "valid_to_year": "失效年度",
    "value": "数值",
    "unit": "单位",
    "note": "说明",
    "grade": "等次",
    "min_score": "最低分",
    "when_target_missed": "未达目标可得",
    "treatment": "处理",
    "severity": "轻重",
    "condition": "条件",
    "threshold": "界限",
    "comparison": "比较",
    "region_code": "地区",
    "yuan": "元",
    "rule": "规则",
    "level": "等级",
    "item": "项目",
    "stream": "收入类别",
    "counts_in": "计入",
    "year": "年度",
    "scope": "范围",
    "document": "文件",
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
                f"{NAMES.get(name, name)} {value}"
                for name, value in values.items()
                if value is not None and name not in APART
            )
            found.append(
                {"title": TITLES[seed["seed"]], "content": said, "source": values.get("source")}
            )
    found.sort(key=lambda row: list(TITLES.values()).index(row["title"]))
    sheet = book.sheet("规则", "现行规则（含有效期和依据）", COLUMNS)
    book.table(sheet, COLUMNS, found)
