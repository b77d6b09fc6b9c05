"""Income by stream compared with the previous year, and the townships compared with the target."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from zengshou.outputs import comparison
from zengshou.outputs.dispatch import words
from zengshou.outputs.dispatch.figures import MonthFigures, growth, share
from zengshou.outputs.office.sheet import FIRST_ROW, LABEL_GROUND, Column, OfficeBook
from zengshou.warehouse.income_streams import COST, COST_NAME, STREAMS
from zengshou.words import name

NAME = "收入构成"
HOUSEHOLDS = name("household", "all")
COLUMNS = (
    Column("name", "项目", width=22),
    Column("month", "本月(万元)", "money", 16),
    Column("prior_month", "上年同月(万元)", "money", 16),
    Column("to_date", "本年累计(万元)", "money", 17),
    Column("prior_to_date", "上年同期(万元)", "money", 17),
    Column("growth", "同比增速", "share", 11),
    Column("part", "占四项收入比重", "share", 11),
)
TOWNSHIPS = "分乡镇"
TOWNSHIP_COLUMNS = (
    Column("division_name", "乡镇", width=16),
    Column("households", "户数", "number", 9),
    Column("members", "人数", "number", 9),
    Column("ytd_per_capita", "本年累计人均(元)", "money", 14),
    Column("prior_ytd_per_capita", "上年同期人均(元)", "money", 14),
    Column("growth", "同比增速", "share", 10),
    Column("target", "目标增速", "share", 10),
    Column("against", "与目标比", "centred", 20),
    Column("matched_growth", "同户同月增速", "share", 10),
    Column("gap", "与同户同月口径之差(百分点)", "money", 13),
    Column("this_year", "本年村月(已报/应报)", "centred", 11),
    Column("year_before", "上年同期村月(已报/应报)", "centred", 11),
    Column("on_time", "按时报送率", "share", 11),
    Column("to_do", "待办预警(条)", "number", 10),
    Column("why", "不可比的原因", "wrapped", 34),
)
THIS_YEAR, LAST_YEAR, TARGET = "#2E6DA4", "#B8C9D9", "#C0504D"
OUT_OF_RANK = "#BFBFBF"


def stream_rows(income: dict[str, Any]) -> list[dict[str, Any]]:
    """The four streams, the cost and the net income of a division in 万元, as rows of a table.

    Below the coverage gate 不可比 stands in place of growth.
    """
    gross = sum((income[f"ytd_{stream}"] for stream in STREAMS), Decimal())
    below = {COST: f"减：{COST_NAME}", "net_income": "纯收入合计"}
    return [
        {
            "code": code,
            "name": name,
            "month": words.in_ten_thousands(income[code]),
            "prior_month": words.in_ten_thousands(income[f"prior_{code}"]),
            "to_date": words.in_ten_thousands(income[f"ytd_{code}"]),
            "prior_to_date": words.in_ten_thousands(income[f"prior_ytd_{code}"]),
            "growth": comparison.shown(
                income, growth(income[f"ytd_{code}"], income[f"prior_ytd_{code}"])
            ),
            "part": share(income[f"ytd_{code}"], gross) if code in STREAMS else None,
        }
        for code, name in (STREAMS | below).items()
    ]


def income_sheet(book: OfficeBook, income: dict[str, Any]) -> None:
    """The streams as a table, and a chart of this year and the previous year."""
    covered = comparison.coverage_in_words(
        income | {"prior_per_capita": income["prior_ytd_per_capita"]}
    )
    note = f"全部{HOUSEHOLDS}合计；上年同期按当时的户计算，为空或为零时不计算增速。{covered}"
    sheet = book.sheet(NAME, "收入构成和同比", COLUMNS, note)
    end = book.table(sheet, COLUMNS, stream_rows(income))
    chart: Any = book.workbook.add_chart({"type": "column"})
    last = FIRST_ROW + len(STREAMS) - 1
    for place, year, colour in ((4, "上年同期", LAST_YEAR), (3, "本年累计", THIS_YEAR)):
        chart.add_series(
            {
                "name": year,
                "categories": [NAME, FIRST_ROW, 0, last, 0],
                "values": [NAME, FIRST_ROW, place, last, place],
                "fill": {"color": colour},
            }
        )
    chart.set_title({"name": "四项收入：本年累计与上年同期", "name_font": {"size": 12}})
    chart.set_y_axis(
        {
            "name": "万元",
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 820, "height": 320})
    sheet.insert_chart(end + 1, 0, chart)


def township_sheet(book: OfficeBook, figures: MonthFigures, code: str) -> None:
    """The county's townships: growth to date compared with the county's target."""
    county = figures.county(code)
    to_do: dict[str | None, int] = {}
    for row in figures.of_county(figures.warnings, code):
        if words.state(row, figures.month) is not None:
            to_do[row["township_name"]] = to_do.get(row["township_name"], 0) + 1
    found = []
    for row in figures.of_county(figures.income, code):
        if row["level"] != "township":
            continue
        grown = growth(row["ytd_per_capita"], row["prior_ytd_per_capita"])
        known = {
            **row,
            "target_growth": county["target_growth"],
            "per_capita": row["ytd_per_capita"],
        }
        found.append(
            {
                **row,
                **comparison_of(figures, known, grown),
                "target": county["target_growth"],
                "on_time": share(row["villages_on_time"], row["villages_expected"]),
                "to_do": to_do.get(row["division_name"], 0),
            }
        )
    note = f"人均纯收入按本年累计与上年同期比；目标为本县(区)目标。{comparison.GAP_NOTE}"
    sheet = book.sheet(TOWNSHIPS, "分乡镇收入和报送", TOWNSHIP_COLUMNS, note)
    end = book.table(sheet, TOWNSHIP_COLUMNS, found)
    if any(isinstance(row["growth"], Decimal) for row in found):
        growth_chart(book, sheet, TOWNSHIPS, (end - 1, 0, 5, 6), end + 1, found)


def comparison_of(
    figures: MonthFigures, row: dict[str, Any], grown: Decimal | None
) -> dict[str, Any]:
    """Growth with its coverage, the matched growth and their difference; or 不可比 and why."""
    why = figures.why_incomparable(row)
    return {
        "growth": comparison.shown(row, grown),
        "against": comparison.INCOMPARABLE if why else words.against_target(row, grown),
        "gap": None if why else comparison.gap(grown, row["matched_growth"]),
        "this_year": comparison.coverage(row),
        "year_before": comparison.coverage(row, "prior_"),
        "why": why or "",
    }


def growth_chart(
    book: OfficeBook,
    sheet: Any,
    name: str,
    where: tuple[int, int, int, int],
    at: int,
    found: Sequence[dict[str, Any]],
) -> None:
    """Growth as columns, grey where it is 不可比, and the target as a line.

    `where`: last row, columns of both; `found` are the rows of the table.
    """
    last, names, grown, target = where
    columns: Any = book.workbook.add_chart({"type": "column"})
    columns.add_series(
        {
            "name": "增速",
            "categories": [name, FIRST_ROW, names, last, names],
            "values": [name, FIRST_ROW, grown, last, grown],
            "fill": {"color": THIS_YEAR},
            "points": [
                None if row["is_comparable"] else {"fill": {"color": OUT_OF_RANK}} for row in found
            ],
            "data_labels": {
                "value": True,
                "num_format": "0.0%",
                "fill": LABEL_GROUND,
                "custom": [
                    None if row["is_comparable"] else {"value": comparison.INCOMPARABLE}
                    for row in found
                ],
            },
        }
    )
    line: Any = book.workbook.add_chart({"type": "line"})
    line.add_series(
        {
            "name": "目标",
            "categories": [name, FIRST_ROW, names, last, names],
            "values": [name, FIRST_ROW, target, last, target],
            "line": {"color": TARGET, "width": 2.25},
        }
    )
    columns.combine(line)
    columns.set_title({"name": "人均纯收入增速与目标", "name_font": {"size": 12}})
    columns.set_x_axis({"label_position": "low"})
    columns.set_y_axis(
        {"num_format": "0%", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    )
    columns.set_legend({"position": "bottom"})
    columns.set_size({"width": 900, "height": 320})
    sheet.insert_chart(at, 0, columns)
