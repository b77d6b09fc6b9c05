"""The county's quarterly report (按季报告; the plan, part 三(二)) as a Word document."""

import sqlalchemy as sa

from zengshou.outputs.dispatch.figures import MonthFigures
from zengshou.outputs.outbox import deliver
from zengshou.outputs.quarterly_report.document import as_document
from zengshou.outputs.quarterly_report.figures import QuarterFigures, read_quarter
from zengshou.outputs.quarterly_report.income import income_part
from zengshou.outputs.quarterly_report.paths import paths_part
from zengshou.outputs.quarterly_report.quarter import Quarter
from zengshou.outputs.quarterly_report.work import tasks_part, work_part

__all__ = ["report_of", "write_reports"]

NOTE = (
    "注：本报告根据增收监测数据自动生成，为送审稿，签发前请核对。各项收入合计单位为万元，人均纯收入单位为元，"
    "人均按年度家庭人口计算；“—”表示没有数据或不能计算。标有【请填写】处由报告单位补充。"
)


def report_of(figures: QuarterFigures) -> bytes:
    """The document from a county's figures; equal figures give equal bytes."""
    name, quarter = figures.county["division_name"], figures.quarter
    opening = (
        f"按照全市脱贫人口和监测对象持续增收工作按季报告的要求，"
        f"现将我{figures.place}{quarter.name}（{quarter.span}）有关情况报告如下。"
    )
    return as_document(
        title=(f"{name}{quarter.name}", "脱贫人口和监测对象增收工作情况报告"),
        recipient=f"{figures.city_name}乡村振兴局",
        opening=opening,
        blocks=[
            *income_part(figures),
            *work_part(figures),
            *paths_part(figures),
            *tasks_part(figures),
        ],
        sender=f"{name}乡村振兴局",
        signed=figures.signed,
        note=NOTE,
    )


def write_reports(
    connection: sa.Connection, month: MonthFigures, quarter: Quarter, outbox: str, *codes: str
) -> list[str]:
    """Write the reports of these counties, or of all, to the outbox; returns their locations.

    `month`: the figures of the quarter's last month. Raises NothingToReport for an unknown county.
    """
    counties = codes or sorted(row["division_code"] for row in month.counties)
    read = [read_quarter(connection, quarter, month, code) for code in counties]
    return [_deliver(figures, outbox) for figures in read]


def _deliver(figures: QuarterFigures, outbox: str) -> str:
    name, code = figures.county["division_name"], figures.county["division_code"]
    file_name = f"{name}{figures.quarter.name}增收工作情况报告.docx"
    return deliver(outbox, code, str(figures.quarter), file_name, report_of(figures))
