"""Parts two and four of the report: reporting, households, warnings, worklists; tasks."""

from collections import Counter
from collections.abc import Iterator

from zengshou.outputs.dispatch import feed_sheet, words
from zengshou.outputs.dispatch.figures import growth, share
from zengshou.outputs.quarterly_report.blocks import Block, Heading, Paragraph, Table
from zengshou.outputs.quarterly_report.figures import QuarterFigures
from zengshou.outputs.quarterly_report.income import rate, township_growth
from zengshou.outputs.quarterly_report.worklists import (
    overdue_by_owner,
    owners_in_words,
    worklists,
)

#: Maximum number of names in a sentence; the month's workbook has the rest.
MOST_NAMES = 8
NUMBERS = "一二三四五六七八九十"


def work_part(figures: QuarterFigures) -> list[Block]:
    """The results of monitoring."""
    return [
        Heading(1, "二、监测排查情况"),
        Heading(2, "（一）数据报送"),
        Paragraph(reporting(figures)),
        Heading(2, "（二）重点户排查"),
        Paragraph(focus(figures)),
        Heading(2, "（三）预警核实"),
        Paragraph(warnings(figures)),
        *_warning_table(figures),
        Heading(2, "（四）工作清单办理"),
        Paragraph(worklists(figures)),
    ]


def tasks_part(figures: QuarterFigures) -> list[Block]:
    """The problems in the figures and the tasks."""
    return [Heading(1, "四、存在的问题和下一步工作"), *_tasks(figures)]


def reporting(figures: QuarterFigures) -> str:
    """Village-months on time, late and missing; late and missing villages by name."""
    expected = sum(row["expected"] for row in figures.villages)
    on_time = sum(row["on_time"] for row in figures.villages)
    kept = share(on_time, expected)
    if kept is None:
        return "本季度没有应报送的村。"
    said = f"本季度应报送 {expected} 村次，按时 {on_time} 村次，按时报送率 {words.percent(kept)}。"
    late = [row for row in figures.villages if row["late"]]
    missing = [row for row in figures.villages if row["missing"]]
    if late:
        said += f"迟报 {sum(row['late'] for row in late)} 村次：{_names(late, 'late')}。"
    if missing:
        count = sum(row["missing"] for row in missing)
        said += f"未报 {count} 村次：{_names(missing, 'missing')}。"
    said += _department_files(figures)
    if figures.rows_received:
        rejected = figures.rows_rejected
        month = figures.quarter.months[-1].month
        said += (
            f"{month}月收支月报收到 {figures.rows_received} 行，退回 {rejected} 行。"
            if rejected
            else f"{month}月收支月报收到 {figures.rows_received} 行，没有退回。"
        )
    return said


def _department_files(figures: QuarterFigures) -> str:
    """Files of departments of the quarter that are missing or held; nothing if all came."""
    owed = [
        f"{feed_sheet.feed_name(row)}（{feed_sheet.period_words(row)}）"
        for row in figures.feeds
        if row["covers"] != feed_sheet.VILLAGE and row["units_missing"]
    ]
    if not owed:
        return ""
    return f"部门数据缺报：{'、'.join(owed)}。"


def focus(figures: QuarterFigures) -> str:
    """Households on the plan's lists, and how many of them have a recorded reason."""
    if not figures.focus:
        return "季末没有列入重点关注清单的户。"
    counts = Counter(row["list"] for row in figures.focus)
    without = Counter(row["list"] for row in figures.focus if row["reason"] is None)
    parts = [
        f"{name} {counts[code]} 户" + (f"（缺原因 {without[code]} 户）" if without[code] else "")
        for code, name in words.LISTS.items()
        if counts[code]
    ]
    households = len({row["household_id"] for row in figures.focus})
    reasons = Counter(
        row["reason"]
        for row in {row["household_id"]: row for row in figures.focus}.values()
        if row["reason"] is not None
    )
    said = f"季末重点关注 {households} 户，其中{'、'.join(parts)}，同一户可在几张清单上。"
    if reasons:
        most = "、".join(f"{reason} {count} 户" for reason, count in _largest(reasons))
        said += f"已填原因以{most}为多。"
    return said


def warnings(figures: QuarterFigures) -> str:
    """Warnings opened in the quarter and their results, and warnings open at its end."""
    if not figures.opened:
        said = "本季度没有新增预警。"
    else:
        by_level = Counter(words.LEVELS[row["level"]] for row in figures.opened)
        levels = "、".join(
            f"{level}色 {by_level[level]} 条" for level in words.LEVELS.values() if by_level[level]
        )
        status = Counter(row["status"] for row in figures.opened)
        true, untrue = status["verified"] + status["resolved"], status["dismissed"]
        said = f"本季度新增预警 {len(figures.opened)} 条（{levels}）。"
        if true or untrue:
            said += f"其中经核实属实 {true} 条、不属实 {untrue} 条。"
    waiting = {state: _in_state(figures, state) for state in words.TO_DO}
    if not any(waiting.values()):
        return f"{said}季末没有待办预警。"
    parts = [f"{state} {count} 条" for state, count in waiting.items() if count]
    return f"{said}季末待办预警 {sum(waiting.values())} 条：{'、'.join(parts)}。"


def tasks(figures: QuarterFigures) -> list[str]:
    """One item for each problem in the figures, with the task."""
    return list(_problems(figures))


def _problems(figures: QuarterFigures) -> Iterator[str]:
    yield from _income_problems(figures)
    county, month = figures.county, figures.quarter.months[-1]
    missing = sum(row["missing"] for row in figures.villages)
    late = sum(row["late"] for row in figures.villages)
    if missing or late:
        todo = "未报的立即补报，" if missing else ""
        counts = [f"迟报 {late} 村次"] * bool(late) + [f"未报 {missing} 村次"] * bool(missing)
        yield f"报送不及时：本季度{'、'.join(counts)}。{todo}逐村落实报送责任人。"
    if county["status"] == "provisional":
        coverage = words.percent(county["coverage"])
        yield f"数据不完整：本年度数据覆盖率 {coverage}，低于标准，得分为暂定。补齐缺报月份的数据。"
    without = len({row["household_id"] for row in figures.focus if row["reason"] is None})
    if without:
        yield f"原因不清：{without} 户重点户没有填写收支变化原因。入户核实，在下月收支月报中填写。"
    if overdue := _in_state(figures, words.OVERDUE):
        red = figures.to_do[words.OVERDUE, words.LEVELS["red"]]
        first = f"先核实其中 {red} 条红色预警，" if red else ""
        yield f"核实逾期：{overdue} 条预警超过核实期限。{first}结果填入跟踪反馈表。"
    if owed := overdue_by_owner(figures):
        yield (
            f"清单逾期：{owed.total()} 条工作清单事项超过核实期限未答复，"
            f"责任单位为{owners_in_words(owed)}。逐条核实，按清单报回办理结果。"
        )
    if figures.rows_rejected:
        yield (
            f"数据被退回：{month.month}月有 {figures.rows_rejected} 行未采用。"
            "按反馈表逐行更正后重新报送。"
        )


def _income_problems(figures: QuarterFigures) -> Iterator[str]:
    county = figures.county
    target = county["target_growth"]
    grown = growth(county["per_capita"], county["prior_per_capita"])
    if why := figures.why_incomparable(county):
        yield f"增速不可比：{why}。补报后再与目标比较。"
        return
    if target is not None and grown is not None and grown < target:
        yield (
            f"增速未达目标：{rate(grown)}，{words.against_target(county, grown)}。"
            "对照收入构成，逐乡镇找出减收来源。"
        )
    if county["on_watch_list"]:
        count = sum(row["list"] == "projected_decrease" for row in figures.focus)
        yield (
            f"全年有减收风险：预计全年{rate(county['projected_growth'])}，"
            f"目标为增长 {words.percent(target)}。对 {count} 户预计减收户逐户落实帮扶措施。"
        )
    fallen = [
        row["division_name"]
        for row in figures.townships
        if row["is_comparable"] and (township_growth(row) or 0) < 0
    ]
    if fallen:
        yield f"乡镇收入下降：{'、'.join(fallen)}人均纯收入低于上年同期。核对数据并逐户查明原因。"


def _tasks(figures: QuarterFigures) -> list[Block]:
    found = tasks(figures)
    if not found:
        return [Paragraph("本季度监测数据没有反映出未达目标、迟报漏报、逾期核实或数据退回的问题。")]
    return [Paragraph(f"（{NUMBERS[place]}）{text}") for place, text in enumerate(found)]


def _warning_table(figures: QuarterFigures) -> list[Block]:
    if not figures.to_do:
        return []
    levels = list(words.LEVELS.values())
    rows = []
    for state in words.TO_DO:
        counts = [figures.to_do[state, level] for level in levels]
        rows.append((state, *(str(count) for count in counts), str(sum(counts))))
    total = [sum(figures.to_do[state, level] for state in words.TO_DO) for level in levels]
    rows.append(("合计", *(str(count) for count in total), str(sum(total))))
    return [Table("表3　季末待办预警（条）", ("办理状态", *levels, "合计"), rows)]


def _in_state(figures: QuarterFigures, state: str) -> int:
    return sum(figures.to_do[state, level] for level in words.LEVELS.values())


def _largest(counts: Counter[str]) -> list[tuple[str, int]]:
    """The three most frequent values; ties in the order of their names."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:3]


def _names(villages: list[dict[str, object]], key: str) -> str:
    ordered = sorted(villages, key=lambda row: (-int(str(row[key])), str(row["village_code"])))
    shown = [f"{row['village_name']}（{row[key]}次）" for row in ordered[:MOST_NAMES]]
    more = f"等 {len(villages)} 个村" if len(villages) > MOST_NAMES else ""
    return "、".join(shown) + more
