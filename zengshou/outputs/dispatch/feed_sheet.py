"""The sheet 报送情况: files of the month that came, are held or missing, and earlier ones owed."""

from collections import Counter
from typing import Any

from zengshou.assessment.releases.content import Rows
from zengshou.outputs.dispatch import words
from zengshou.outputs.dispatch.figures import MonthFigures
from zengshou.outputs.dispatch.filtered import filtered
from zengshou.outputs.office.messages import without_command
from zengshou.outputs.office.sheet import Column, OfficeBook
from zengshou.words import names

VILLAGE = "village"
STANDING = names("feed_standing")
COLUMNS = (
    Column("sender", "报送单位", "wrapped", 17),
    Column("name", "报送表", "wrapped", 24),
    Column("division_name", "范围", "centred", 11),
    Column("period_words", "所属期", "centred", 12),
    Column("due_date", "报送截止日", "centred", 12),
    Column("units_expected", "应报(份)", "number", 9),
    Column("units_on_time", "按时(份)", "number", 9),
    Column("units_late", "迟报(份)", "number", 9),
    Column("units_missing", "缺报(份)", "number", 9),
    Column("units_held", "暂缓(份)", "number", 9),
    Column("standing", "情况", "centred", 8),
    Column("why", "暂缓或退回的原因", "wrapped", 40),
)


def feed_sheet(book: OfficeBook, feeds: Rows) -> None:
    """A line per file due, those of this month first, then earlier ones that are still owed."""
    found = [
        {
            **row,
            "name": feed_name(row),
            "period_words": period_words(row),
            "units_late": row["units_received"] - row["units_on_time"],
            "standing": STANDING[row["status"]],
            "why": without_command(row["message"] or ""),
        }
        for row in feeds
    ]
    owed = sum(row["units_missing"] for row in feeds if row["is_due_now"])
    earlier = sum(row["units_missing"] for row in feeds if not row["is_due_now"])
    note = (
        f"本期缺报 {owed} 份；此前一年仍缺 {earlier} 份。"
        "部门数据缺报的月份不作比对，由其判断的预警沿用上次数据，有关指标可能不适用"
    )
    filtered(book, "报送情况", "各类报送表的报送情况", COLUMNS, found, note)


def of_county(figures: MonthFigures, code: str) -> Rows:
    """The county's own files, and those of departments for the whole city."""
    return [row for row in figures.feeds if row["county_code"] in (None, code)]


def departments(feeds: Rows) -> Counter[str]:
    """Files of departments due now that are missing or held."""
    due = [row for row in feeds if row["is_due_now"] and row["covers"] != VILLAGE]
    return Counter(
        missing=sum(row["units_missing"] for row in due),
        held=sum(row["units_held"] for row in due),
    )


def missing_files(figures: MonthFigures) -> str | None:
    """Files of departments of the month that are missing or held, as counts by feed; None if none.

    The counts of village workbooks are those of `late_villages`.
    """
    missing: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for row in figures.feeds:
        if row["is_due_now"] and row["covers"] != VILLAGE:
            missing[feed_name(row)] += row["units_missing"]
            held[feed_name(row)] += row["units_held"]
    said = [f"{name}缺报 {count} 份" for name, count in missing.items() if count]
    said += [f"{name}暂缓 {count} 份" for name, count in held.items() if count]
    return f"{words.year_month(figures.month)}部门数据：{'；'.join(said)}。" if said else None


def feed_name(row: dict[str, Any]) -> str:
    """The title of the feed, with the kind of file where it has kinds."""
    kind = row["kind_name"]
    return f"{row['feed_name']}（{kind}）" if kind else str(row["feed_name"])


def period_words(row: dict[str, Any]) -> str:
    """2023年6月, 2023年第2季度 or 2023年度."""
    month = row["month"]
    match row["rhythm"]:
        case "year":
            return f"{row['income_year']}年度"
        case "quarter":
            return f"{month.year}年第{(month.month + 2) // 3}季度"
        case _:
            return words.year_month(month)
