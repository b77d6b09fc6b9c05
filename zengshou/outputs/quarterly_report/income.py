"""Part one of the report: income against last year and the target, generated from the figures."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from zengshou.assessment.rounding import rounded
from zengshou.outputs import comparison
from zengshou.outputs.dispatch import words
from zengshou.outputs.dispatch.figures import growth, share
from zengshou.outputs.dispatch.income_sheet import HOUSEHOLDS, stream_rows
from zengshou.outputs.quarterly_report.blocks import Block, Chart, Heading, Paragraph, Series, Table
from zengshou.outputs.quarterly_report.figures import QuarterFigures
from zengshou.warehouse.income_streams import STREAMS


def income_part(figures: QuarterFigures) -> list[Block]:
    """Heading, sentences, tables and charts on the county's income."""
    return [
        Heading(1, "一、收入情况"),
        Heading(2, "（一）总体收入"),
        Paragraph(overall(figures)),
        Paragraph(compared(figures)),
        Paragraph(projection(figures)),
        Heading(2, "（二）收入构成"),
        Paragraph(composition(figures)),
        *_stream_table(figures),
        Heading(2, "（三）分乡镇情况"),
        Paragraph(townships(figures)),
        *_township_table(figures),
    ]


def overall(figures: QuarterFigures) -> str:
    """Per-capita income to date, its growth and the target; missing data is stated."""
    county = figures.county
    now, before = county["per_capita"], county["prior_per_capita"]
    month = figures.quarter.months[-1].month
    start = (
        f"截至{month}月底，全{figures.place}有脱贫户和监测对象"
        f" {county['households']} 户、{county['members']} 人，"
    )
    if now is None:
        return f"{start}尚无采用的收入数据，无法计算人均纯收入和增速。"
    period = "全年" if figures.is_year_end else "本年度累计"
    said = f"{start}{period}人均纯收入 {words.yuan(now)}"
    grown = growth(now, before)
    if before is None:
        return f"{said}；上年同期没有数据，无法计算增速。"
    if grown is None:
        return f"{said}；上年同期人均纯收入为 {words.yuan(before)}，不能作为计算增速的基数。"
    than = "上年" if figures.is_year_end else "上年同期"
    if not county["is_comparable"]:
        return f"{said}，{than}为 {words.yuan(before)}；{_incomparable(county)}。"
    return f"{said}，比{than}{change(now - before, grown)}，{_target(county, grown)}。"


def compared(figures: QuarterFigures) -> str:
    """Coverage of both years, growth of the same households, and whether growth is comparable."""
    county = figures.county
    grown = None
    if county["is_comparable"]:
        grown = growth(county["per_capita"], county["prior_per_capita"])
    said = (
        f"{comparison.coverage_in_words(county)}。"
        f"{comparison.matched_in_words(grown, county['matched_growth'])}。"
    )
    why = figures.why_incomparable(county)
    if why:
        return f"{said}数据不可比：{why}。不与目标比较，不列名次。"
    return f"{said}{comparison.GAP_NOTE}。"


def change(difference: Decimal, grown: Decimal) -> str:
    """增加 x 元，增长 y% or 减少 x 元，下降 y%, or a statement of no change."""
    if difference == 0:
        return "持平"
    much, rate = words.yuan(abs(difference)), words.percent(abs(grown))
    return f"增加 {much}，增长 {rate}" if difference > 0 else f"减少 {much}，下降 {rate}"


def rate(grown: Decimal | None) -> str:
    """增长 y%, 下降 y%, 持平, or a statement that there is no rate."""
    if grown is None:
        return "无同比"
    if grown == 0:
        return "持平"
    return f"{'增长' if grown > 0 else '下降'} {words.percent(abs(grown))}"


def projection(figures: QuarterFigures) -> str:
    """The projected year and its consequences; at the year's end the actual result."""
    county = figures.county
    if figures.is_year_end:
        return _outcome(figures)
    projected, target = county["projected_growth"], county["target_growth"]
    if target is None:
        return "全市上年度增速尚无法计算，本年度没有增速目标，不作达标研判。"
    if projected is None:
        return f"本年度目标增速 {words.percent(target)}；数据不足，无法预计全年增速。"
    if not county["is_comparable"]:
        return f"本年度目标增速 {words.percent(target)}；数据不可比，补报后再作达标研判。"
    said = (
        f"按目前进度预计，全年人均纯收入 {words.yuan(county['projected_per_capita'])}，"
        f"比上年{rate(projected)}"
    )
    if county["on_watch_list"]:
        gap = words.points(target - projected)
        return f"{said}，低于目标 {gap}，存在减收风险，列入全市挂牌督办名单。"
    return f"{said}，达到 {words.percent(target)} 的目标。"


def composition(figures: QuarterFigures) -> str:
    """The streams of the quarter by size, then the streams that fell."""
    streams = figures.streams
    gross = sum((streams[code] or Decimal() for code in STREAMS), Decimal())
    comparable = figures.income["is_comparable"]
    if not gross:
        return f"{figures.quarter.span}没有采用的收入数据。"
    parts = []
    for code, name in STREAMS.items():
        grown = growth(streams[code], streams[f"prior_{code}"])
        part = words.percent(share(streams[code], gross))
        said = f"{name} {words.ten_thousands(streams[code])}，占 {part}"
        than = _compared(grown, streams[f"prior_{code}"])
        parts.append(f"{said}，{than}" if comparable else said)
    fallen = [
        name
        for code, name in STREAMS.items()
        if (before := streams[f"prior_{code}"]) is not None and streams[code] < before
    ]
    total = words.ten_thousands(gross)
    said = f"{figures.quarter.span}四项收入合计 {total}。其中：{'；'.join(parts)}。"
    if streams["months"] < len(figures.quarter.months):
        said += f"本季度只有 {streams['months']} 个月有数据。"
    if not comparable:
        return f"{said}缺报较多，与上年同期不可比。"
    return said + (f"同比下降的是{'、'.join(fallen)}。" if fallen else "")


def townships(figures: QuarterFigures) -> str:
    """The number of townships that reach the target, and the names of the others."""
    target = figures.county["target_growth"]
    out = [row["division_name"] for row in figures.townships if not row["is_comparable"]]
    rated = [
        (row["division_name"], township_growth(row))
        for row in figures.townships
        if row["is_comparable"]
    ]
    missed = f"缺报较多、不可比的是{'、'.join(out)}。" if out else ""
    known = [(name, grown) for name, grown in rated if grown is not None]
    unknown = [name for name, grown in rated if grown is None]
    if not known:
        return missed or "各乡镇均无法计算同比增速。"
    fallen = [f"{name}（{rate(grown)}）" for name, grown in known if grown < 0]
    said = f"{len(known)} 个乡镇可比"
    if target is None:
        said += "，本年度没有目标，不作达标比较。"
    else:
        short = [f"{name}（{rate(grown)}）" for name, grown in known if grown < target]
        fallen = [one for one in fallen if one not in short]  # each is named once
        reached = len(known) - len(short)
        said += f"，其中 {reached} 个达到" if reached else "，均未达到"
        said += f" {words.percent(target)} 的目标。"
        if short:
            said += f"未达到的是{'、'.join(short)}。"
    if fallen:
        said += f"人均纯收入同比下降的是{'、'.join(fallen)}。"
    return said + (f"无法计算增速的是{'、'.join(unknown)}。" if unknown else "") + missed


def township_growth(row: dict[str, Any]) -> Decimal | None:
    """Growth of a township to date."""
    return growth(row["ytd_per_capita"], row["prior_ytd_per_capita"])


def _outcome(figures: QuarterFigures) -> str:
    county = figures.county
    if county["target_growth"] is None:
        return "全市上年度增速无法计算，本年度没有增速目标。"
    if county["rank"] is None:
        return "本年度没有考核得分。"
    if not county["is_comparable"]:
        return f"年度考核试算得分 {county['score']} 分，数据不可比，得分为暂定，不列名次。"
    provisional = "（数据覆盖率低于标准，成绩为暂定）" if county["status"] == "provisional" else ""
    return (
        f"年度考核试算得分 {county['score']} 分，等次为{county['grade']}，"
        f"在 {figures.counties} 个县(区)中居第 {county['rank']} 位{provisional}；以正式发布为准。"
    )


def _target(county: dict[str, Any], grown: Decimal) -> str:
    target = county["target_growth"]
    if target is None:
        return "本年度没有增速目标"
    return f"{words.against_target(county, grown)}（目标 {words.percent(target)}）"


def _incomparable(county: dict[str, Any]) -> str:
    target = county["target_growth"]
    said = "数据不可比，不计算增速，不与目标比较"
    return said if target is None else f"{said}（目标 {words.percent(target)}）"


def _compared(grown: Decimal | None, before: Decimal | None) -> str:
    if grown is not None:
        return "同比持平" if grown == 0 else f"同比{rate(grown)}"
    return "上年同期无数据" if before is None else "上年同期为零，不计算增速"


def _stream_table(figures: QuarterFigures) -> Sequence[Block]:
    found = stream_rows(figures.income)
    shown = [row for row in found if row["code"] in STREAMS]
    series = [
        Series(name, [row[key] for row in shown])
        for name, key in (("上年同期", "prior_to_date"), ("本年累计", "to_date"))
        if any(row[key] is not None for row in shown)
    ]
    return [
        Table(
            f"表1　本年度累计收入构成（全部{HOUSEHOLDS}合计）",
            ("项目", "本年累计（万元）", "上年同期（万元）", "同比增速"),
            [
                (
                    row["name"],
                    _amount(row["to_date"]),
                    _amount(row["prior_to_date"]),
                    _rate(row["growth"]),
                )
                for row in found
            ],
        ),
        Chart(
            "图1　四项收入：本年累计与上年同期",
            [row["name"] for row in shown],
            series,
            "#,##0.0",
            "万元",
        ),
    ]


def _township_table(figures: QuarterFigures) -> Sequence[Block]:
    target = figures.county["target_growth"]
    rated = [(row, township_growth(row)) for row in figures.townships]
    if not rated:
        return []
    table = Table(
        "表2　分乡镇本年度累计人均纯收入",
        (
            *("乡镇", "本年累计（元）", "上年同期（元）", "同比增速", "同户同月增速"),
            *("口径之差（百分点）", "本年村月", "上年村月"),
        ),
        [
            (
                row["division_name"],
                _amount(row["ytd_per_capita"]),
                _amount(row["prior_ytd_per_capita"]),
                _rate(comparison.shown(row, grown)),
                words.percent(row["matched_growth"]),
                _points(grown, row["matched_growth"]) if row["is_comparable"] else "—",
                comparison.coverage(row),
                comparison.coverage(row, "prior_"),
            )
            for row, grown in rated
        ],
    )
    rated = [(row, grown) for row, grown in rated if row["is_comparable"]]
    if all(grown is None for _, grown in rated):
        return [table]
    grown = Series("同比增速", [_fraction(grown) for _, grown in rated])
    lines = [] if target is None else [Series("目标", [_fraction(target)] * len(rated), line=True)]
    names = [row["division_name"] for row, _ in rated]
    return [table, Chart("图2　分乡镇人均纯收入同比增速", names, [grown, *lines], "0.0%", "增速")]


def _amount(value: Decimal | None) -> str:
    return "—" if value is None else f"{rounded(value):,}"


def _rate(shown: Decimal | str | None) -> str:
    return shown if isinstance(shown, str) else words.percent(shown)


def _points(grown: Decimal | None, matched: Decimal | None) -> str:
    points = comparison.gap(grown, matched)
    return "—" if points is None else f"{points:+}"


def _fraction(value: Decimal | None) -> Decimal | None:
    return None if value is None else rounded(value, 4)
