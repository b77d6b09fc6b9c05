"""A row of evidence in the office's wording, from its codes and figures."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from zengshou import words
from zengshou.assessment.rounding import rounded

Facts = dict[str, Any]


def said(indicator: str, facts: Facts) -> str:
    """The facts of a row as a sentence; for an indicator without a sentence, the plain facts."""
    sentence = SENTENCES.get(indicator)
    if sentence is None:
        return "，".join(f"{name} {_shown(value)}" for name, value in facts.items())
    return sentence(facts)


def rejected(broken: str) -> str:
    """A rejected row, with the rules that it broke."""
    return f"退回 {broken}"


def _shown(value: Any) -> str:
    return "—" if value is None else str(value)


def _yuan(value: Any) -> str:
    return "—" if value is None else f"{rounded(Decimal(value)):,}元"


def _earned(facts: Facts) -> str:
    return f"{facts['income_year']}年收入，年度家庭人口{facts['annual_members']}人"


def _compared(facts: Facts) -> str:
    return f"上年人均{_yuan(facts['prior_per_capita'])}，本年人均{_yuan(facts['per_capita'])}"


def _on_time(facts: Facts) -> str:
    received = facts["received_on"]
    return f"报送截止{facts['due_on']}，{f'{received}收到' if received else '未收到'}"


def _verified(facts: Facts) -> str:
    rule = words.name("warning_rule", facts["rule"])
    level = words.name("warning_level", facts["level"])
    verified = facts["verified_on"]
    answer = f"{verified}核实" if verified else "未核实"
    return f"{rule}（{level}），核实期限{facts['due_on']}，{answer}"


def _reason(facts: Facts) -> str:
    return f"{words.name('focus_list', facts['list'])}：{facts['reason'] or '未填原因'}"


def _covered(facts: Facts) -> str:
    rests_on = "已参保（参保行）" if facts["is_enrolled"] else "未参保（花名册行）"
    return f"成员 {facts['person_id']}，{rests_on}"


def _working(facts: Facts) -> str:
    if facts["person_id"] is None:
        return "有务工台账的月份"
    channel = f"，{facts['channel']}" if facts["channel"] else ""
    return f"成员 {facts['person_id']}{channel}"


def _spent(facts: Facts) -> str:
    use = "产业" if facts["category"] == "industry" else "非产业"
    return f"{use}项目 {facts['project_no']}"


def _rows(facts: Facts) -> str:
    return f"采用 {facts['rows_accepted']} 行，退回 {facts['rows_rejected']} 行"


def _reconciled(facts: Facts) -> str:
    item = words.name("reconciliation_item", facts["item"])
    status = words.name("reconciliation_status", facts["status"])
    declared, departmental = _yuan(facts["declared"]), _yuan(facts["departmental"])
    return f"{item}：村级申报{declared}，部门数据{departmental}，{status}"


SENTENCES: dict[str, Callable[[Facts], str]] = {
    "growth": _earned,
    "decreased_share": _compared,
    "lifted_share": _compared,
    "on_time": _on_time,
    "verified_in_time": _verified,
    "reasons_recorded": _reason,
    "medical_cover": _covered,
    "pension_cover": _covered,
    "jobs_kept": _working,
    "public_posts_kept": _working,
    "industry_funds": _spent,
    "rows_accepted": _rows,
    "reconciled": _reconciled,
}
