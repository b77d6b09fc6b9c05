"""First sheet: scores with rank, places to sign, digital signature; second sheet: charts."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from zengshou.assessment.releases.content import Rows
from zengshou.assessment.scores import PROVISIONAL, STATUS
from zengshou.outputs.compared_counties import is_year_end
from zengshou.outputs.comparison import INCOMPARABLE
from zengshou.outputs.handling import handling
from zengshou.outputs.office.sheet import FIRST_ROW, HEADING_ROW, LABEL_GROUND, Book, Column

NAME = "总表"
COLUMNS = (
    Column("rank", "名次", "number", 6),
    Column("county_name", "县(区)", width=14),
    Column("score", "得分", "score", 9),
    Column("grade", "等次", width=8),
    Column("per_capita", "人均纯收入(元)", "money", 14),
    Column("prior_per_capita", "上年人均(元)", "money", 14),
    Column("growth", "增速", "share", 10),
    Column("target_growth", "目标增速", "share", 10),
    Column("target_met", "达到目标", width=9),
    Column("coverage", "数据覆盖率", "share", 11),
    Column("status", "数据状态", width=9),
    Column("treatment", "当前处理", "wrapped", 20),
    Column("risk", "减收风险", "wrapped", 11),
)
GRID = {"visible": True, "line": {"color": "#D9D9D9"}}
SHOWN_BEFORE = 16
NOTE = (
    "数据不可比的，得分为暂定，不列名次，原因见“增速可比性”；"
    "得分、等次、处理的理由见“得分明细”和“等次和处理”"
)
SIGNATURES = ("编制", "审核", "批准", "日期")


def summary_sheet(book: Book, scores: Rows) -> None:
    """Counties by rank, and a sheet of charts beside it; `scores` as `shown_scores` says them."""
    title = f"{book.year}年度脱贫人口和监测对象增收工作县(区)考核得分"
    sheet = book.sheet(NAME, title, COLUMNS, NOTE)
    end = book.table(sheet, COLUMNS, scores)
    _signatures(book, sheet, end + 2)
    _signature(book, sheet, end + 4)
    _charts(book, end - 1, scores)


def shown_scores(book: Book, compared: Rows, out_of_rank: Mapping[str, str]) -> Rows:
    """The scores in words, with current treatment and risk.

    A county out of rank has a provisional score, no rank, rate or treatment.
    """
    by_county = {row["division_code"]: row for row in compared}
    year_end = is_year_end(book.content.as_of_month)
    return [
        _shown(row, by_county[code], out_of_rank.get(code), year_end)
        for row in book.content.scores
        for code in (row["county_code"],)
    ]


def _shown(
    row: dict[str, Any], compared: dict[str, Any], why_out: str | None, year_end: bool
) -> dict[str, Any]:
    is_out = why_out is not None
    found = handling({**compared, **row}, is_comparable=not is_out, is_year_end=year_end)
    shown = {
        **row,
        "status": STATUS[PROVISIONAL if is_out else row["status"]],
        "treatment": found.current,
        "risk": found.risk,
        "why_risk": found.why,
        "why_incomparable": why_out,
    }
    if not is_out:
        return shown
    no_verdict = dict.fromkeys(("rank", "growth", "target_met"), INCOMPARABLE)
    return shown | no_verdict | {"grade": STATUS[PROVISIONAL]}


def _signatures(book: Book, sheet: Worksheet, row: int) -> None:
    for place, who in enumerate(SIGNATURES):
        sheet.write_string(row, 1 + 3 * place, f"{who}：", book.style("plain"))
        sheet.write_string(
            row, 2 + 3 * place if place < 3 else 11, "____________", book.style("plain")
        )
    sheet.set_row(row, 36)


def _signature(book: Book, sheet: Worksheet, row: int) -> None:
    """The signature of the release, the key that made it, and how to verify it."""
    if book.signature is None:
        return
    one, (year, number) = book.signature, book.signature.release
    before = one.previous_signature
    shown_before = f"{before[:SHOWN_BEFORE]}…" if before else "无（首个签名）"
    which = f"{year}年度第 {number} 版"
    lines = (
        f"数字签名（Ed25519）：{one.signature}",
        f"公钥指纹：{one.key_fingerprint}　　上一签名：{shown_before}",
        f"签名范围：本版得分、指标、来源文件和参数　　核验：由系统管理员核对{which}",
    )
    for place, line in enumerate(lines):
        sheet.write_string(row + place, 1, line, book.style("note"))


def _charts(book: Book, last: int, scores: Rows) -> None:
    """Growth beside the target, with 不可比 in place of a column; scores."""
    labels = [{"value": INCOMPARABLE} if row["growth"] == INCOMPARABLE else None for row in scores]
    sheet = book.sheet("增速图", f"{book.year}年度增速与目标", ())
    growth: Any = book.workbook.add_chart({"type": "column"})
    growth.add_series(
        {
            "name": "增速",
            "categories": [NAME, FIRST_ROW, 1, last, 1],
            "values": [NAME, FIRST_ROW, 6, last, 6],
            "fill": {"color": "#4F81BD"},
            "data_labels": {
                "value": True,
                "num_format": "0.0%",
                "fill": LABEL_GROUND,
                "custom": labels,
            },
        }
    )
    target: Any = book.workbook.add_chart({"type": "line"})
    target.add_series(
        {
            "name": "目标",
            "categories": [NAME, FIRST_ROW, 1, last, 1],
            "values": [NAME, FIRST_ROW, 7, last, 7],
            "line": {"color": "#C0504D", "width": 2.25},
        }
    )
    growth.combine(target)
    growth.set_title({"name": "人均纯收入增速与目标", "name_font": {"size": 12}})
    growth.set_y_axis({"num_format": "0%", "major_gridlines": GRID})
    growth.set_legend({"position": "bottom"})
    growth.set_size({"width": 980, "height": 300})
    sheet.insert_chart(HEADING_ROW, 0, growth)
    score: Any = book.workbook.add_chart({"type": "bar"})
    score.add_series(
        {
            "name": "得分",
            "categories": [NAME, FIRST_ROW, 1, last, 1],
            "values": [NAME, FIRST_ROW, 2, last, 2],
            "fill": {"color": "#9BBB59"},
            "data_labels": {"value": True, "num_format": "0.00"},
        }
    )
    score.set_title({"name": "得分", "name_font": {"size": 12}})
    score.set_x_axis({"min": 0, "max": 100, "major_gridlines": GRID})
    score.set_y_axis({"reverse": True})
    score.set_legend({"none": True})
    score.set_size({"width": 980, "height": 280})
    sheet.insert_chart(HEADING_ROW + 16, 0, score)
