"""The monthly dispatch (按月调度; the plan, part 三(二)): workbooks for counties and city."""

from datetime import date

import sqlalchemy as sa

from ingestion.settings import get_settings
from zengshou.outputs.dispatch import words
from zengshou.outputs.dispatch.city import city_workbook
from zengshou.outputs.dispatch.county import county_workbook
from zengshou.outputs.dispatch.feed_sheet import missing_files
from zengshou.outputs.dispatch.figures import MonthFigures, read_month
from zengshou.outputs.outbox import deliver

__all__ = ["late_villages", "missing_files", "not_received", "read_figures", "write_dispatch"]


def read_figures(connection: sa.Connection, month: date) -> MonthFigures:
    """The figures of a month. Raises NothingToReport for a month that is not in the marts."""
    return read_month(connection, month, get_settings().income_year_start_month)


def write_dispatch(figures: MonthFigures, outbox: str) -> list[str]:
    """Write the month's workbooks to the outbox; returns their locations, the city's last."""
    period, said = f"{figures.month:%Y-%m}", words.year_month(figures.month)
    written = []
    for county in sorted(figures.counties, key=lambda row: row["division_code"]):
        code, name = county["division_code"], county["division_name"]
        file_name = f"{name}{said}增收工作调度表.xlsx"
        written.append(deliver(outbox, code, period, file_name, county_workbook(figures, code)))
    file_name = f"{figures.city['division_name']}{said}增收工作调度汇总.xlsx"
    city = figures.city["division_code"]
    return [*written, deliver(outbox, city, period, file_name, city_workbook(figures))]


def late_villages(figures: MonthFigures) -> str | None:
    """Villages that have not reported and villages that were late, as counts by county.

    None if all villages reported on time.
    """
    said = []
    for county in sorted(figures.counties, key=lambda row: row["division_code"]):
        missing = county["villages_expected"] - county["villages_received"]
        late = county["villages_received"] - county["villages_on_time"]
        counts = [f"未报 {missing} 村"] * bool(missing) + [f"迟报 {late} 村"] * bool(late)
        if counts:
            said.append(f"{county['division_name']}{'、'.join(counts)}")
    if not said:
        return None
    return f"{words.year_month(figures.month)}收支月报：{'；'.join(said)}。"


def not_received(figures: MonthFigures) -> str | None:
    """Village workbooks and departments' files that are missing, held or late; None if none is."""
    said = [one for one in (late_villages(figures), missing_files(figures)) if one]
    return "".join(said) or None
