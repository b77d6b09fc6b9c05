"""`make docs`: one start page from which everything can be reached."""

import json
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from ingestion.contract import load_contracts
from ingestion.settings import PROJECT_ROOT, get_settings
from tests.conftest import BuiltCity
from tests.dbt.installations import an_installation
from zengshou.outputs.site import write_site
from zengshou.outputs.site.documents import write_documents


class Page(HTMLParser):
    """The links of a page and the places in it that can be linked to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.anchors.add(str(found["id"]))
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))


def dead_links(page: Path) -> list[str]:
    """The links of a page that lead to no file, or to no place in it."""
    dead = []
    for link in Page(page).links:
        parts = urlsplit(link)
        if parts.scheme:
            continue
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        there = target.exists()
        if there and parts.fragment and target.suffix == ".html":
            there = unquote(parts.fragment) in Page(target).anchors
        if not there:
            dead.append(f"{page.name} -> {link}")
    return dead


@pytest.fixture(scope="module")
def start(built_city: BuiltCity, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with an_installation(built_city.home, built_city.url):
        return write_site(built_city.engine, get_settings(), tmp_path_factory.mktemp("site"))


def test_the_start_page_leads_to_everything(start: Path) -> None:
    links = Page(start).links
    for part in ("page/", "quality/", "data/", "docs/docs/feeds/", "docs/docs/operations"):
        assert any(link.startswith(part) for link in links), part
    assert len([link for link in links if "feeds/" in link]) == len(load_contracts())
    assert dead_links(start) == []


def test_the_static_page_of_the_site_leads_back_and_to_the_workbook(start: Path) -> None:
    page = start.parent / "page" / "index.html"
    assert dead_links(page) == []
    assert "../index.html" in Page(page).links


def test_dbt_docs_describe_every_mart_and_report(start: Path) -> None:
    page = (start.parent / "data" / "index.html").read_text(encoding="utf-8")
    for described in ("county_score", "household_month", "市考核办", "人均纯收入增速(比例)"):
        assert json.dumps(described)[1:-1] in page


def test_no_link_between_the_documents_is_dead(tmp_path: Path) -> None:
    written = write_documents(PROJECT_ROOT, tmp_path / "docs")
    assert len(written) > 10
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    assert [dead for page in written for dead in dead_links(page)] == []
