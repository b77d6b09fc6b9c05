"""The page 数据质量: each rule, the rows it was checked on, those that broke it, and its trend."""

from html import escape
from pathlib import Path

import sqlalchemy as sa

from ingestion.contract import load_contracts
from zengshou.outputs.site.documents import PAGE, STYLE
from zengshou.outputs.site.quality_figures import RuleFigures, read_quality

PERIODS = 12
BAR, HIGH = 9, 26
COLOURS = {True: "#d64550", False: "#f2a93b"}
INTRO = (
    "每条规则检查了多少行、多少行不合格、占多少，以及最近各期的走势。“退回”的行不计入数字，"
    "报送单位更正后重报；“提醒”的行照常采用，请报送单位核实。同一行违反同一条规则只计一次，"
    "“整个文件”的规则按份数计；重复文件和试填文件不计。"
)
COLUMNS = ("规则", "表", "处理", "要求", "检查(行)", "不合格(行)", "占比", "最近各期占比")
SUMMARY = ("来源", "规则(条)", "有不合格的规则(条)", "不合格(行)")


def write_quality(connection: sa.Connection, folder: Path, start: str) -> Path:
    """Write `index.html` in `folder`; `start` is the address of the site's start page."""
    contracts = load_contracts()
    figures = read_quality(connection)
    body = [
        f'<nav><a href="{start}">文档首页</a></nav><h1>数据质量</h1><p>{INTRO}</p>',
        _table(
            SUMMARY, [_summary(feed, contracts[feed].title, one) for feed, one in figures.items()]
        ),
    ]
    for feed, rules in figures.items():
        title = escape(contracts[feed].title)
        body.append(f'<h2 id="{feed}">{title}</h2>{_table(COLUMNS, [_row(one) for one in rules])}')
    page = folder / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    html = PAGE.format(language="zh-CN", title="数据质量", style=STYLE, body="".join(body))
    page.write_text(html, encoding="utf-8")
    return page


def _summary(feed: str, title: str, rules: list[RuleFigures]) -> str:
    broken = [one for one in rules if one.broken]
    rows = sum(sum(one.broken.values()) for one in rules)
    return (
        f'<tr><td><a href="#{feed}">{escape(title)}</a></td><td>{len(rules)}</td>'
        f"<td>{len(broken)}</td><td>{rows:,}</td></tr>"
    )


def _row(rule: RuleFigures) -> str:
    checked, broken = (sum(one.values()) for one in (rule.checked, rule.broken))
    cells = (
        rule.code,
        escape(rule.part),
        "退回" if rule.is_reject else "提醒",
        escape(rule.message),
        f"{checked:,}",
        f"{broken:,}",
        f"{rule.share:.2%}" if checked else "—",
        _trend(rule),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _trend(rule: RuleFigures) -> str:
    """Bars of the last periods; the highest bar is the highest share of these."""
    periods = sorted(rule.checked)[-PERIODS:]
    shares = [rule.share_of(one) for one in periods]
    if not any(shares):
        return "没有不合格"
    top = max(shares)
    bars = "".join(
        f'<rect x="{place * BAR}" y="{HIGH - _height(share, top):.1f}" width="{BAR - 2}"'
        f' height="{_height(share, top):.1f}" fill="{COLOURS[rule.is_reject]}">'
        f"<title>{period}：{share:.2%}</title></rect>"
        for place, (period, share) in enumerate(zip(periods, shares, strict=True))
    )
    width = len(periods) * BAR
    said = f"{periods[0]} 至 {periods[-1]}，最高 {top:.2%}"
    return (
        f'<svg width="{width}" height="{HIGH}" role="img" aria-label="{said}">{bars}</svg>'
        f'<br><span class="soft">{said}</span>'
    )


def _height(share: float, top: float) -> float:
    return max(1.0, HIGH * share / top)


def _table(columns: tuple[str, ...], rows: list[str]) -> str:
    head = "<tr>" + "".join(f"<th>{one}</th>" for one in columns) + "</tr>"
    return f'<div class="wide"><table class="fields">{head}{"".join(rows)}</table></div>'
