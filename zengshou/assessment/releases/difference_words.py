"""A change from one release to the next in the office's wording, with rounded figures."""

import json
from decimal import Decimal
from typing import Any

from zengshou import words
from zengshou.assessment.releases.difference import Change
from zengshou.assessment.rounding import rounded
from zengshou.assessment.rule_words import TITLES, rules_in, validity

#: Columns of scores and indicators: name, and whether the figure is a share, an amount or text.
FIELDS = {
    "score": ("得分", "points"),
    "grade": ("等次", "text"),
    "treatment": ("处理意见", "text"),
    "rank": ("名次", "text"),
    "growth": ("增速", "share"),
    "target_growth": ("目标增速", "share"),
    "coverage": ("数据覆盖率", "share"),
    "numerator": ("分子", "points"),
    "denominator": ("分母", "points"),
    "value": ("指标值", "share"),
    "points": ("得分", "points"),
    "max_points": ("满分", "points"),
    "applicable": ("是否适用", "text"),
}
SHA256_SHOWN = 12


def said(change: Change) -> tuple[str, str, str, str]:
    """What changed, in which respect, before and after; — where there is nothing."""
    match change.kind:
        case "input":
            feed, _, rest = change.what.partition(" ")
            named = f"{words.names('feed').get(feed, feed)} {rest}"
            both = (_status(change.before), _status(change.after))
            return named, change.field[:SHA256_SHOWN], *both
        case "rule":
            return _rule(change)
        case _:
            name, kind = FIELDS[change.field]
            both = (_figure(change.before, kind), _figure(change.after, kind))
            return _place(change.what), name, *both


def _place(what: str) -> str:
    """County, and the indicator if the change is one of it."""
    county, _, indicator = what.partition(" ")
    name = words.names("division").get(county, county)
    return f"{name}·{words.names('indicator').get(indicator, indicator)}" if indicator else name


def _rule(change: Change) -> tuple[str, str, str, str]:
    """A row of a seed: its name, and its value with its validity."""
    seed = change.what
    if seed not in TITLES:
        return seed, "", _plain(change.before), _plain(change.after)
    found = {
        side: rules_in([{"seed": seed, "content": content}])[0]
        for side, content in (("before", change.before), ("after", change.after))
        if content is not None
    }
    values = {
        side: "，".join(filter(None, (rule.value, validity(rule.row))))
        for side, rule in found.items()
    }
    name = next(iter(found.values())).name
    return TITLES[seed], name, values.get("before", "—"), values.get("after", "—")


def _plain(content: Any) -> str:
    """A row of another seed: its values without their columns."""
    if content is None:
        return "—"
    return "，".join(str(value) for value in json.loads(content).values() if value is not None)


def _status(code: Any) -> str:
    return "—" if code is None else words.names("file_status").get(str(code), str(code))


def _figure(value: Any, kind: str) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if kind == "share":
        return f"{rounded(Decimal(value) * 100)}%"
    return f"{rounded(Decimal(value)):,}" if kind == "points" else str(value)
