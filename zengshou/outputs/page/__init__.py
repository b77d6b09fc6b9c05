"""The static pages: self-contained files for phone, desktop and paper, without server or network.

Issue "What people get": county tiles, growth against target, streams by month, warnings by level,
submission calendar, links to the files; the measures of the plan on a page of their own.
"""

from pathlib import Path

import sqlalchemy as sa

from ingestion.settings import PROJECT_ROOT, Settings
from zengshou.assessment.scores import NoScores
from zengshou.outputs.dispatch.figures import read_item_counts
from zengshou.outputs.measures.figures import read_measures
from zengshou.outputs.page.environment import Sheet
from zengshou.outputs.page.figures import Figures, NoFigures, read_figures
from zengshou.outputs.page.lead_figures import read_leads
from zengshou.outputs.page.leads import leads_page
from zengshou.outputs.page.links import Link, outbox_links, present
from zengshou.outputs.page.measures import measures_page
from zengshou.outputs.page.public import least_persons, public_page
from zengshou.outputs.page.render import render
from zengshou.warehouse.snapshot import one_state

__all__ = ["NoFigures", "publish_page"]

SITE = PROJECT_ROOT / "site"
MAIN = "增收监测"
MEASURES = "帮扶措施"
LEADS = "政策和资金线索"
#: The public version lies in a folder of its own, so that nobody passes on the others with it.
PUBLIC, PUBLIC_FOLDER = "公开版", "可对外提供"


def publish_page(
    engine: sa.Engine,
    settings: Settings,
    to: Path | None = None,
    *,
    outbox: Path | None = None,
    site: Path = SITE,
) -> Path:
    """Write the page to `to` (default `<home>/page/index.html`), the others and the score workbook
    beside it, and the public version into a folder below.

    Links are relative to the page and only point to existing files: the other pages, the workbook,
    the latest files of the outbox, the document site. Raises NoFigures.
    """
    from zengshou.warehouse.made_up_data import holds_made_up_city

    page = to or settings.home / "page" / "index.html"
    with one_state(engine) as connection:
        figures = read_figures(connection)
        measures = read_measures(connection, figures.month)
        counts = read_item_counts(connection, figures.month)
        leads = read_leads(connection, figures.year, figures.month)
        least = least_persons(connection, figures.month)
    page.parent.mkdir(parents=True, exist_ok=True)
    paths = {MAIN: page} | {name: page.with_name(f"{name}.html") for name in (MEASURES, LEADS)}
    paths[PUBLIC] = page.parent / PUBLIC_FOLDER / "index.html"
    paths[PUBLIC].parent.mkdir(exist_ok=True)
    sheet = Sheet(
        made_up=holds_made_up_city(engine),
        pages=tuple(
            (name, Link(name, path).address_from(page.parent)) for name, path in paths.items()
        ),
    )
    links = _workbook(engine, figures, page.parent)
    if outbox is not None:
        names = {row["division_code"]: row["division_name"] for row in figures.divisions}
        links += outbox_links(outbox, names)
    links += present(
        {"数据质量检查结果": site / "quality" / "index.html", "全部文档": site / "index.html"}
    )
    addresses = [(link.name, link.address_from(page.parent)) for link in links]
    page.write_text(render(figures, addresses, sheet), encoding="utf-8")
    paths[MEASURES].write_text(
        measures_page(measures, counts, figures.divisions, sheet), encoding="utf-8"
    )
    months = [row["month"] for row in figures.months]
    paths[LEADS].write_text(leads_page(leads, figures.divisions, months, sheet), encoding="utf-8")
    paths[PUBLIC].write_text(
        public_page(figures, least, Sheet(made_up=sheet.made_up)), encoding="utf-8"
    )
    return page


def _workbook(engine: sa.Engine, figures: Figures, folder: Path) -> list[Link]:
    """The scores of the year as a workbook beside the page; none for a year without a target.

    A workbook newer than the marts is not written again: its evidence takes long to collect.
    """
    from zengshou.outputs.county_scores import scores_in

    path = folder / f"县区考核得分-{figures.year}.xlsx"
    if not path.exists() or path.stat().st_mtime < figures.published_at.timestamp():
        try:
            content = scores_in(engine, figures.year, "xlsx")
        except NoScores:
            path.unlink(missing_ok=True)
            return []
        path.write_bytes(content)  # type: ignore[arg-type] # only "table" gives a table
    return [Link(f"{figures.year}年度县(区)考核得分（工作簿）", path)]
