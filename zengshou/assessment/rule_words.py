"""A row of a policy seed in the office's wording: its name and its value.

The seeds here are those that decide scores. Values are exact: a confirmation of an example
parameter is compared with this text (zengshou/assessment/releases/parameters.py).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zengshou import words

Row = dict[str, Any]
Said = tuple[str, str]

#: The seeds behind the scores, in the order in which an office reads them.
TITLES = {
    "assessment_indicators": "考核指标",
    "assessment_grades": "等次",
    "assessment_treatments": "处理意见",
    "assessment_parameters": "考核参数",
    "policy_parameters": "政策参数",
    "policy_targets": "公布的目标",
    "monitoring_range": "监测范围",
    "warning_rules": "预警规则",
    "warning_levels": "预警等级",
    "income_items": "收入项目",
}
EXAMPLE = "example"
ALWAYS = "2000-01-01"
COST = "business_cost"
SHARE = "share"
#: Seeds that name the codes of others: their columns of code and name.
NAMED = {
    "warning_rules": ("code", "name_zh"),
    "division_register": ("division_code", "division_name"),
}


@dataclass(frozen=True)
class Rule:
    """A row of a seed in TITLES with its name and value in words."""

    seed: str
    row: Row
    name: str
    value: str

    @property
    def full_name(self) -> str:
        """The name with that of its table; no two rules in force share it."""
        return f"{TITLES[self.seed]}：{self.name}"

    @property
    def is_example(self) -> bool:
        """Whether no authority has set the value, or a part of it, yet."""
        return EXAMPLE in str(self.row.get("source") or "")


def rules_in(seeds: list[dict[str, Any]]) -> list[Rule]:
    """The rows of the seeds in TITLES, in their order; `seeds` as in releases.content.Content."""
    rows = [(row["seed"], json.loads(row["content"], parse_float=str)) for row in seeds]
    names = words.names("warning_rule") | words.names("division")
    names |= {
        row[code]: row[name]
        for seed, row in rows
        for code, name in [NAMED.get(seed, ("", ""))]
        if code
    }
    said = [(seed, row, _said(seed, row, names)) for seed, row in rows if seed in TITLES]
    said.sort(key=lambda one: list(TITLES).index(one[0]))
    return [Rule(seed, row, *words_) for seed, row, words_ in said]


def _said(seed: str, row: Row, names: dict[str, str]) -> Said:
    """Name and value; `names`: Chinese names of warning rules and divisions by code."""
    if seed == "warning_levels":
        return _level(row, names)
    if seed == "monitoring_range":
        return _range(row, names)
    return SENTENCES[seed](row)


def source(row: Row) -> str:
    """The document that sets the row; an example says that it is one."""
    text = str(row.get("source") or row.get("document") or "")
    return text.replace(EXAMPLE, words.name("rule_source", EXAMPLE))


def validity(row: Row) -> str:
    """The time for which the row holds: years of assessment, or days; blank: always."""
    if "valid_from_year" in row:
        first_year, last_year = row["valid_from_year"], row["valid_to_year"]
        return f"{first_year}年度" + ("起" if last_year is None else f"至{last_year}年度")
    first, last = row.get("valid_from"), row.get("valid_to")
    since = str(first) if first and first != ALWAYS else ""
    return f"{since}至{last}" if last else since and f"{since}起"


def percent(share: Any) -> str:
    """A share as a percentage with the digits that it has."""
    return f"{figure(Decimal(share) * 100)}%"


def figure(value: Any) -> str:
    """A number without trailing zeros."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _indicator(row: Row) -> Said:
    none = words.name("applicability", row["when_none"])
    if row["kind"] == "target":
        points = figure(Decimal(row["unit_per_point"]) * 100)
        rule = f"达到目标增速得满分，每低 {points} 个百分点扣 1 分"
    else:
        full, zero = Decimal(row["full_at"]), Decimal(row["zero_at"])
        side, other = ("及以上", "及以下") if full > zero else ("及以下", "及以上")
        rule = (
            f"{percent(full)}{side}得满分，{percent(zero)}{other}不得分，"
            f"其间{words.name('indicator_kind', row['kind'])}"
        )
    lacking = "没有数据时" if row["when_none"] == "not_applicable" else "没有应计对象时"
    return row["name_zh"], f"满分 {figure(row['max_points'])} 分；{rule}；{lacking}{none}"


def _grade(row: Row) -> Said:
    missed = "" if row["when_target_missed"] else "，未达到目标增速的不评此等次"
    return row["grade"], f"{figure(row['min_score'])} 分及以上{missed}"


def _treatment(row: Row) -> Said:
    condition = words.name("treatment_condition", row["condition"])
    if row["threshold"] is not None:
        bound = f"{figure(Decimal(row['threshold']) * 100)} 个百分点"
        return f"{row['treatment']}（{condition}界限）", f"{condition} {bound}"
    if row["grade"] is not None:
        return f"{row['treatment']}（{condition}{row['grade']}）", f"{condition}{row['grade']}"
    return f"{row['treatment']}（{condition}）", condition


def _parameter(row: Row) -> Said:
    """A parameter of the seed assessment_parameters or policy_parameters."""
    value, unit = row["value"], row["unit"]
    shown = percent(value) if unit.startswith(SHARE) else f"{figure(value)} "
    of = "" if unit == SHARE else words.name("unit", unit)
    return row["note"].replace(" ", "，"), f"{shown}{of}"


def _target(row: Row) -> Said:
    scope = words.names("scope").get(row["scope"], row["scope"])
    return f"{row['year']}年度{scope}", percent(row["value"])


def _range(row: Row, names: dict[str, str]) -> Said:
    unit = words.name("unit", "yuan per person and year")
    region = names.get(row["region_code"], row["region_code"])
    return f"{region}（{validity(row)}）", f"{figure(row['yuan'])} {unit}"


def _rule(row: Row) -> Said:
    needs = "，须本户授权" if row["needs_authorisation"] else ""
    counts = "计入预警按期核实率" if row["counts_in_score"] else "不计入得分"
    return row["name_zh"], f"{counts}{needs}"


def _level(row: Row, names: dict[str, str]) -> Said:
    level = words.name("warning_level", row["level"])
    unit, bound = row["threshold_unit"], row["threshold"]
    shown = percent(bound) if unit == SHARE else f"{figure(bound)} {words.name('unit', unit)}"
    name = f"{names[row['rule']]}（{level}色）"
    return name, f"{words.name('comparison', row['comparison'])} {shown}"


def _item(row: Row) -> Said:
    """An item of income belongs to a stream; the other streams say themselves how they count."""
    stream = words.name("stream", row["stream"])
    counts = f"，{words.name('counts_in', row['counts_in'])}"
    if row["stream"] == COST:
        counts = f"，{words.name('counts_in', 'deducted')}"
    elif row["counts_in"] != "net_income":
        counts = ""
    return row["name_zh"], f"{stream}{counts}"


SENTENCES: dict[str, Callable[[Row], Said]] = {
    "assessment_indicators": _indicator,
    "assessment_grades": _grade,
    "assessment_treatments": _treatment,
    "assessment_parameters": _parameter,
    "policy_parameters": _parameter,
    "policy_targets": _target,
    "warning_rules": _rule,
    "income_items": _item,
}
