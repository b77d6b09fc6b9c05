"""Part three of the report: the four paths of part 三 of the plan with indicators and worklists.

What the county did and what came of it stands in no table: these places are empty and marked.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from zengshou.outputs.dispatch import words
from zengshou.outputs.measures.figures import MET, MISSED, Indicator, WorkList, standing
from zengshou.outputs.measures.plan import PATHS
from zengshou.outputs.quarterly_report.blocks import Block, Heading, Paragraph, Table, ToFill
from zengshou.outputs.quarterly_report.figures import QuarterFigures

TITLE = "三、持续增收路径落实情况"
#: Tables before this part: 表1 to 表3.
FIRST_TABLE = 4
MOST_LISTS = 4
COUNTS = ("items", "overdue", "verified", "resolved", "answered_in_time")
LIST_HEADINGS = ("清单", "责任单位", "在册", "逾期", "属实在办", "已解决", "按期答复")


def paths_part(figures: QuarterFigures) -> list[Block]:
    """A section for each path: its indicators, its lists, and the places to fill in."""
    blocks: list[Block] = [Heading(1, TITLE)]
    number = FIRST_TABLE
    for path, name in PATHS.items():
        blocks += [Heading(2, f"（{path}）{name}"), Paragraph(said_of(figures, path))]
        for table in _tables(figures, path):
            blocks.append(Table(f"表{number}　{table.caption}", table.headings, table.rows))
            number += 1
        blocks += [ToFill("主要做法"), ToFill("成效")]
    return blocks


def said_of(figures: QuarterFigures, path: str) -> str:
    """Which targets are met and missed, and how many items of the lists are open and overdue."""
    return _targets(figures, path) + _items(figures, path)


def counts_of(figures: QuarterFigures, name: str) -> Counter[str]:
    """The items of a list by status."""
    found: Counter[str] = Counter()
    for row in figures.item_counts:
        if row["list_name"] == name:
            found.update({key: row[key] for key in COUNTS})
    return found


def _targets(figures: QuarterFigures, path: str) -> str:
    own = [(one, _row(figures, one)) for one in _indicators(figures, path)]
    known = [(one, row) for one, row in own if row is not None and row["value"] is not None]
    if not known:
        return "本季度没有这一路径的指标数据。"
    aimed = [(one, row, standing(row, one)) for one, row in known if row["target"] is not None]
    missed = [
        f"{one.name}（{words.percent(row['value'])}，{_target(one, row)}）"
        for one, row, stands in aimed
        if stands == MISSED
    ]
    said = f"有数据的指标 {len(known)} 项"
    if len(known) < len(own):
        said += f"，不适用 {len(own) - len(known)} 项"
    if not aimed:
        return f"{said}，均没有目标。"
    met = sum(stands == MET for _, _, stands in aimed)
    said += f"；有目标的 {len(aimed)} 项，达到 {met} 项"
    return f"{said}。未达目标的是{'、'.join(missed)}。" if missed else f"{said}。"


def _items(figures: QuarterFigures, path: str) -> str:
    found = [(one, counts_of(figures, one.name)) for one in _lists(figures, path)]
    items = sum(counts["items"] for _, counts in found)
    if not items:
        return "季末清单没有在册事项。"
    overdue = sum(counts["overdue"] for _, counts in found)
    said = f"季末清单在册 {items} 条，其中逾期未答复 {overdue} 条"
    most = sorted(found, key=lambda pair: (-pair[1]["overdue"], pair[0].name))
    named = [f"{one.name} {counts['overdue']} 条" for one, counts in most if counts["overdue"]]
    more = "等" if len(named) > MOST_LISTS else ""
    return f"{said}：{'、'.join(named[:MOST_LISTS])}{more}。" if named else f"{said}。"


def _tables(figures: QuarterFigures, path: str) -> Iterator[Table]:
    """The indicators of the path, and its lists that have items; captions without numbers."""
    month = words.year_month(figures.quarter.months[-1])
    own = _indicators(figures, path)
    if any(_row(figures, one) for one in own):
        headings = ("指标", f"本{figures.place}", "目标", "上年同月", "全市")
        yield Table(f"指标（截至{month}）", headings, [_indicator_row(figures, one) for one in own])
    lists = [(one, counts_of(figures, one.name)) for one in _lists(figures, path)]
    rows = [
        (one.name, one.owner, *(str(counts[key]) for key in COUNTS))
        for one, counts in lists
        if counts["items"]
    ]
    if rows:
        yield Table(f"工作清单（条，{month}末）", LIST_HEADINGS, rows)


def _indicator_row(figures: QuarterFigures, one: Indicator) -> tuple[str, ...]:
    row = _row(figures, one)
    whole = figures.measures.now(figures.city_code, one)
    return (
        one.name,
        "不适用" if row is None or row["value"] is None else words.percent(row["value"]),
        "—" if row is None or row["target"] is None else _bound(one, row),
        words.percent(None if row is None else row["previous_value"]),
        words.percent(None if whole is None else whole["value"]),
    )


def _target(one: Indicator, row: dict[str, Any]) -> str:
    return f"目标{_bound(one, row)}" if one.lower_is_better else f"目标 {_bound(one, row)}"


def _bound(one: Indicator, row: dict[str, Any]) -> str:
    bound = words.percent(row["target"])
    return f"不高于 {bound}" if one.lower_is_better else bound


def _row(figures: QuarterFigures, one: Indicator) -> dict[str, Any] | None:
    return figures.measures.now(figures.county["division_code"], one)


def _indicators(figures: QuarterFigures, path: str) -> list[Indicator]:
    return [one for one in figures.measures.indicators if one.clause.path == path]


def _lists(figures: QuarterFigures, path: str) -> list[WorkList]:
    found = [one for one in figures.measures.lists if one.clause.path == path]
    return sorted(found, key=lambda one: one.clause.measure)
