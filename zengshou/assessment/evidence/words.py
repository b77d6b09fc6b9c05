"""A row of evidence in the office's wording, from its codes and figures."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from zengshou.assessment.rounding import rounded

Facts = dict[str, Any]


def said(indicator: str, facts: Facts) -> str:
    """The facts of a row as a sentence; for an indicator without a sentence, the plain facts."""
    sentence = SENTENCES.get(indicator)
    if sentence is None:
        return "，".join(f"{name} {_shown(value)}" for name, value in facts.items())
    return sentence(facts) if callable(sentence) else _filled(sentence, facts)


def rejected(broken: str) -> str:
    """A rejected row, with the rules that it broke."""
    return f"退回 {broken}"


def _filled(sentence: str, facts: Facts) -> str:
    return sentence.format_map({name: _shown(value) for name, value in facts.items()})


def _shown(value: Any) -> str:
    return "—" if value is None else str(value)


def _compared(facts: Facts) -> str:
    before, after = (rounded(Decimal(facts[name])) for name in ("prior_per_capita", "per_capita"))
    return f"人均 {before} → {after}"


def _reason(facts: Facts) -> str:
    return f"{facts['list']}：{facts['reason'] or '未填原因'}"


def _covered(facts: Facts) -> str:
    rests_on = "已参保（参保行）" if facts["is_enrolled"] else "未参保（花名册行）"
    return f"成员 {facts['person_id']}，{rests_on}"


def _working(facts: Facts) -> str:
    if facts["person_id"] is None:
        return "有务工台账的月份"
    return f"成员 {facts['person_id']}，{facts['channel'] or ''}"


def _spent(facts: Facts) -> str:
    use = "产业" if facts["category"] == "industry" else "非产业"
    return f"{use}项目 {facts['project_no']}"


SENTENCES: dict[str, str | Callable[[Facts], str]] = {
    "growth": "{income_year}年收入，年度人口 {annual_members}",
    "decreased_share": _compared,
    "lifted_share": _compared,
    "on_time": "应报 {due_on}，收到 {received_on}",
    "verified_in_time": "{rule} {level}，应核实 {due_on}，核实 {verified_on}",
    "reasons_recorded": _reason,
    "medical_cover": _covered,
    "pension_cover": _covered,
    "jobs_kept": _working,
    "public_posts_kept": _working,
    "industry_funds": _spent,
    "rows_accepted": "采用 {rows_accepted} 行，退回 {rows_rejected} 行",
    "reconciled": "{item}：申报 {declared}，部门 {departmental}，{status}",
}
