"""All documents as one folder of web pages: `make docs` (issue "What people get").

Start page, the static page with its workbook, dbt docs, Great Expectations Data Docs, the pages of
the contracts and all Markdown documents. The pages load nothing from a network.
"""

import shutil
from pathlib import Path

import sqlalchemy as sa

from ingestion.settings import PROJECT_ROOT, Settings
from zengshou.outputs.site.documents import write_documents
from zengshou.outputs.site.start import write_start_page

__all__ = ["write_site"]


def write_site(engine: sa.Engine, settings: Settings, folder: Path) -> Path:
    """Rewrite the site in `folder`; returns its start page. Raises warehouse.BuildFailed.

    A warehouse without marts has no static page; the start page then does not link to it.
    """
    from expectations.data_docs import write_data_docs
    from zengshou.outputs.page import NoFigures, publish_page

    folder.mkdir(parents=True, exist_ok=True)
    write_documents(PROJECT_ROOT, folder / "docs")
    write_data_docs(engine, folder / "quality")
    _write_dbt_docs(engine, settings, folder / "data")
    write_start_page(folder)  # must exist first: the static page links to it
    try:
        publish_page(engine, settings, folder / "page" / "index.html", site=folder)
    except NoFigures:
        shutil.rmtree(folder / "page", ignore_errors=True)
    return write_start_page(folder)


def _write_dbt_docs(engine: sa.Engine, settings: Settings, folder: Path) -> None:
    """dbt's documentation of models and columns as one file."""
    from zengshou.warehouse.dbt import NOW, run_dbt

    run_dbt(engine.url, ["docs", "generate", "--static"], NOW)
    folder.mkdir(parents=True, exist_ok=True)
    made = settings.home / "dbt" / NOW / "static_index.html"
    shutil.copyfile(made, folder / "index.html")
