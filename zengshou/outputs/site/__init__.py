"""All documents as one folder of web pages: `make docs` (issue "What people get").

Start page, the static page with its workbook, the quality of the data, a page per mart, the pages
of the contracts and all Markdown documents: these load nothing from a network. For engineers dbt
docs and Great Expectations Data Docs, whose style sheets need one.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ingestion.settings import PROJECT_ROOT, Settings
from zengshou.outputs.site.documents import write_documents
from zengshou.outputs.site.marts import write_mart_pages
from zengshou.outputs.site.quality import write_quality
from zengshou.outputs.site.start import write_start_page
from zengshou.warehouse.snapshot import one_state

__all__ = ["write_site"]


def write_site(engine: sa.Engine, settings: Settings, folder: Path) -> Path:
    """Rewrite the site in `folder`; returns its start page. Raises warehouse.BuildFailed.

    A warehouse without marts has no static page; the start page then does not link to it.
    """
    from expectations.data_docs import write_data_docs
    from zengshou.outputs.page import NoFigures, publish_page

    folder.mkdir(parents=True, exist_ok=True)
    write_documents(PROJECT_ROOT, folder / "docs")
    write_data_docs(engine, folder / "engineers" / "quality")
    with one_state(engine) as connection:
        write_quality(connection, folder / "quality", "../index.html")
    manifest = _write_dbt_docs(engine, settings, folder / "engineers" / "data")
    write_mart_pages(manifest, folder / "data", "../index.html")
    write_start_page(folder)  # must exist first: the static page links to it
    try:
        publish_page(engine, settings, folder / "page" / "index.html", site=folder)
    except NoFigures:
        shutil.rmtree(folder / "page", ignore_errors=True)
    return write_start_page(folder)


def _write_dbt_docs(engine: sa.Engine, settings: Settings, folder: Path) -> dict[str, Any]:
    """dbt's documentation of models and columns as one file; returns dbt's manifest."""
    from zengshou.warehouse.dbt import NOW, run_dbt

    run_dbt(engine.url, ["docs", "generate", "--static"], NOW)
    folder.mkdir(parents=True, exist_ok=True)
    made = settings.home / "dbt" / NOW
    shutil.copyfile(made / "static_index.html", folder / "index.html")
    manifest: dict[str, Any] = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    return manifest
