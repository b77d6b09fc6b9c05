"""The page of leads: what was due and has not come, and where a project's yuan end.

Source: measures.md, section 8; counted nowhere. A department decides what is due, a village answers
questions: the page says both.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup
from sqlalchemy import RowMapping

from zengshou import words
from zengshou.outputs.dispatch.figures import share
from zengshou.outputs.page.charts import Series, Words, stacked_months
from zengshou.outputs.page.environment import Sheet, rendered
from zengshou.outputs.page.lead_figures import LeadFigures, trail_of
from zengshou.outputs.page.words import count, month

STAGES = words.names("trail_stage")
CATEGORIES = words.names("project_category")
LISTS = words.names("worklist")
#: Classes of the style sheet for the lists in the chart, in the order of the legend.
STYLES = ("wage", "business", "property", "transfer", "cost")


def leads_page(
    leads: LeadFigures, divisions: Sequence[RowMapping], months: Sequence[date], sheet: Sheet
) -> str:
    """The page from the figures of a month; `divisions` begins with the city."""
    city, *counties = divisions
    places = sorted(counties, key=lambda row: str(row["division_code"]))
    lists = [row["list"] for row in leads.part("list")]
    return rendered(
        "leads.html.j2",
        sheet,
        city=city,
        month=leads.month,
        counties=places,
        leads=leads,
        whole=next(iter(leads.part("city")), None),
        lists=lists,
        list_names=LISTS,
        by_list={
            (row["township_code"] or row["county_code"], row["list"]): row
            for row in (*leads.part("county_list"), *leads.part("township_list"))
        },
        chart=Markup(_chart(leads, lists, months)),  # noqa: S704 escaped in charts.py
        legend=list(zip((LISTS[one] for one in lists), STYLES, strict=False)),
        trail_of=trail_of,
        largest=max((row["allotted"] for row in leads.projects), default=None),
        categories=CATEGORIES,
        stages=_stages,
        stage_names=STAGES,
        share_of=share,
        width=_width,
    )


def _chart(leads: LeadFigures, lists: Sequence[str], months: Sequence[date]) -> str:
    amounts = {(row["month"], row["list"]): row["amount"] for row in leads.months}
    series = [
        Series(LISTS[one], style, [amounts.get((at, one)) for at in months])
        for one, style in zip(lists, STYLES, strict=False)
    ]
    whole = sum(row["amount"] for row in leads.part("city") if row["amount"] is not None)
    said = f"{month(leads.month)}末未兑现线索合计 {count(whole)} 元"
    return stacked_months(Words("gaps", "各月末未兑现线索金额", said, "元"), months, series)


def _stages(project: Mapping[str, Any]) -> str:
    """Households by the stage at which their yuan stand, in the order of the trail."""
    found = project["stages"]
    return "、".join(
        name + (f" {found[code]} 户" if found[code] else "")
        for code, name in STAGES.items()
        if code in found
    )


def _width(part: Any, whole: Any) -> str:
    """The width of a bar in percent of its track, at most the whole."""
    reached = share(part, whole) or 0
    return f"{min(float(reached), 1.0) * 100:.1f}%"
