"""Instructions for filling in a column of the workbook template, in Chinese."""

from ingestion.column import CellType, Column

KINDS = {
    CellType.TEXT: "文字",
    CellType.CODE: "编号，按原样填写，保留开头的0",
    CellType.CITIZEN_ID: "18位身份证号（或残疾证号）",
    CellType.NAME: "姓名",
    CellType.PHONE: "电话号码",
    CellType.MONEY: "金额（元），只填数字，没有的填0或不填",
    CellType.INTEGER: "整数",
    CellType.MONTH: "年月，如2023-01",
    CellType.DATE: "日期，如2023-01-05",
    CellType.END_DATE: "日期，如2023-12-31",
    CellType.DAYS: "整数，不清楚的不填",
    CellType.SHARE: "比例，如10%",
    CellType.YEAR: "年度，如2023",
    CellType.CERTIFICATE: "20位残疾人证号",
}


def how_to_fill(column: Column) -> str:
    """The expected content of the column's cells."""
    if column.choices:
        return "从选项中选择，也可填代码"
    return f"从选项中选择：{'、'.join(column.allowed)}" if column.allowed else KINDS[column.type]
