"""Worklist items of the county in words: all of them, and what their owners still owe."""

from collections import Counter

from zengshou.outputs.dispatch import words
from zengshou.outputs.dispatch.figures import share
from zengshou.outputs.quarterly_report.figures import QuarterFigures

MOST_OWNERS = 4


def worklists(figures: QuarterFigures) -> str:
    """Items at the end of the quarter, the share answered in time, owners with overdue items."""
    items = _sum(figures, "items")
    if not items:
        return "季末工作清单没有在册事项。"
    in_time = _sum(figures, "answered_in_time")
    said = (
        f"季末工作清单在册 {items} 条，其中待核实 {_sum(figures, 'open')} 条、"
        f"属实在办 {_sum(figures, 'verified')} 条、属实已解决 {_sum(figures, 'resolved')} 条、"
        f"不属实 {_sum(figures, 'dismissed')} 条；按期答复 {in_time} 条，"
        f"占 {words.percent(share(in_time, items))}。"
    )
    overdue = overdue_by_owner(figures)
    if not overdue:
        return f"{said}没有逾期未答复的事项。"
    return f"{said}逾期未答复 {overdue.total()} 条：{owners_in_words(overdue)}。"


def overdue_by_owner(figures: QuarterFigures) -> Counter[str]:
    """Overdue items by the owner of their list."""
    found: Counter[str] = Counter()
    for row in figures.item_counts:
        found[row["owner"]] += row["overdue"]
    return +found


def owners_in_words(overdue: Counter[str]) -> str:
    """The owners with most overdue items, by name."""
    ordered = sorted(overdue.items(), key=lambda pair: (-pair[1], pair[0]))
    named = "、".join(f"{owner} {count} 条" for owner, count in ordered[:MOST_OWNERS])
    return f"{named}等" if len(ordered) > MOST_OWNERS else named


def _sum(figures: QuarterFigures, key: str) -> int:
    return sum(row[key] for row in figures.item_counts)
