"""The rules in force in words, and the example parameters with who confirmed them."""

from zengshou import words
from zengshou.assessment import rule_words
from zengshou.assessment.releases.parameters import unconfirmed
from zengshou.outputs.office.sheet import Book, Column

COLUMNS = (
    Column("title", "规则表", width=12),
    Column("name", "名称", "wrapped", 34),
    Column("value", "内容", "wrapped", 60),
    Column("validity", "有效期", "wrapped", 24),
    Column("source", "依据", "wrapped", 30),
)


CONFIRMED = (
    Column("parameter", "参数", "wrapped", 44),
    Column("value", "数值", "wrapped", 60),
    Column("confirmed_by", "确认人", "wrapped", 28),
    Column("document", "依据文件", "wrapped", 36),
)


def confirmed_sheet(book: Book) -> None:
    """The example parameters that decide the scores, and who confirmed each by which document."""
    found = book.content.parameters
    waiting = len(unconfirmed(found))
    note = (
        f"共 {len(found)} 项，待主管部门确定 {waiting} 项；全部确认后方可发布"
        if waiting
        else f"共 {len(found)} 项，已全部由主管部门确认"
    )
    example = words.name("rule_source", "example")
    shown = [row if row["confirmed_by"] else {**row, "confirmed_by": example} for row in found]
    sheet = book.sheet("参数确认", "决定得分的示例参数及确认情况", CONFIRMED, note)
    book.table(sheet, CONFIRMED, shown)


def rules_sheet(book: Book) -> None:
    """One row per seed row, with its validity and its source."""
    found = [
        {
            "title": rule_words.TITLES[rule.seed],
            "name": rule.name,
            "value": rule.value,
            "validity": rule_words.validity(rule.row) or None,
            "source": rule_words.source(rule.row),
        }
        for rule in rule_words.rules_in(book.content.seeds)
    ]
    sheet = book.sheet("规则", "现行规则（含有效期和依据）", COLUMNS)
    book.table(sheet, COLUMNS, found)
