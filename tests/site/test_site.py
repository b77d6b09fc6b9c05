"""`make docs`: one start page from which everything can be reached."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import sqlalchemy as sa
import yaml

from ingestion.contract import load_contracts
from ingestion.settings import PROJECT_ROOT, get_settings
from tests.conftest import BuiltCity
from tests.dbt.installations import an_installation
from zengshou.outputs.site import write_site
from zengshou.outputs.site.documents import write_documents
from zengshou.outputs.site.flowchart import CannotDraw, read_flowchart
from zengshou.outputs.site.marts import NOTES
from zengshou.outputs.site.quality_figures import read_quality

FOUND = """
select
    load.feed, coalesce(finding.table_name, '') as table_name, finding.rule,
    count(distinct (finding.load_id, finding.row_number)) as broken
from ops.finding as finding
inner join ops.load as load using (load_id)
where load.status <> 'duplicate'
group by load.feed, finding.table_name, finding.rule
"""
#: What a browser would fetch from another host.
NETWORK = re.compile(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=.https?:|@import|url\(.?http")


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
    page = (start.parent / "engineers" / "data" / "index.html").read_text(encoding="utf-8")
    for described in ("county_score", "household_month", "市考核办", "人均纯收入增速(比例)"):
        assert json.dumps(described)[1:-1] in page


def test_the_quality_page_counts_what_the_ledger_has_found(
    start: Path, built_city: BuiltCity
) -> None:
    page = start.parent / "quality" / "index.html"
    assert dead_links(page) == []
    with built_city.engine.connect() as connection:
        rules = read_quality(connection)
        found = connection.execute(sa.text(FOUND)).all()
    shown = {
        (feed, one.part_table, one.code): sum(one.broken.values())
        for feed, ours in rules.items()
        for one in ours
        if one.broken
    }
    assert shown == {(row.feed, row.table_name, row.rule): row.broken for row in found}
    assert len(found) > 50
    for ours in rules.values():
        for one in ours:
            for period, broken in one.broken.items():
                assert 0 < broken <= one.checked[period], one
    assert "退回" in page.read_text(encoding="utf-8")


def test_each_mart_has_a_page_with_its_columns(start: Path) -> None:
    index = start.parent / "data" / "index.html"
    assert dead_links(index) == []
    pages = [link for link in Page(index).links if not link.startswith("..")]
    assert len(pages) > 30
    for link in pages:
        assert dead_links(index.parent / link) == []
    page = (index.parent / "worklist.html").read_text(encoding="utf-8")
    for shown in ("工作清单", "核实截止日期", "<code>due_date</code>", "待核实"):
        assert shown in page


def test_a_mart_s_page_is_chinese_with_the_english_text_folded_below(start: Path) -> None:
    pages = sorted((start.parent / "data").glob("*.html"))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        folded = re.compile(r"<(style|code|title|details)\b.*?</\1>", re.DOTALL)
        shown = re.sub(r"<[^>]+>", " ", folded.sub(" ", text))
        assert re.findall(r"[A-Za-z]{2,}", shown) == [], page.name
        assert page.stem == "index" or "<summary" in text
        assert re.search("每个[^a-z]+一行", shown)
    growth = (start.parent / "data" / "division_year.html").read_text(encoding="utf-8")
    assert "否的不列名次，不与目标比较" in growth


def test_every_note_is_of_a_term_of_a_mart(start: Path) -> None:
    shown = "".join(
        page.read_text(encoding="utf-8") for page in (start.parent / "data").glob("*.html")
    )
    notes = yaml.safe_load(NOTES.read_text(encoding="utf-8"))
    assert [term for term, note in notes.items() if f"<td>{note}</td>" not in shown] == []


def test_our_pages_ask_no_network(start: Path) -> None:
    engineers = start.parent / "engineers"
    ours = [one for one in start.parent.rglob("*.html") if engineers not in one.parents]
    for page in ours:
        asked = NETWORK.findall(page.read_text(encoding="utf-8"))
        assert asked == [], page


def test_diagrams_are_drawn(tmp_path: Path) -> None:
    for page in write_documents(PROJECT_ROOT, tmp_path / "docs"):
        text = page.read_text(encoding="utf-8")
        assert "language-mermaid" not in text
        if page.stem in ("README", "README.zh-CN") and page.parent == tmp_path / "docs":
            assert text.count("<svg") == 1
            assert "marker-end" in text


@pytest.mark.parametrize("line", ["flowchart LR\na => b", "sequenceDiagram\na->>b: c"])
def test_a_diagram_that_cannot_be_drawn_is_told(line: str) -> None:
    with pytest.raises(CannotDraw):
        read_flowchart(line)


def test_no_link_between_the_documents_is_dead(tmp_path: Path) -> None:
    written = write_documents(PROJECT_ROOT, tmp_path / "docs")
    assert len(written) > 10
    (tmp_path / "index.html").write_text("", encoding="utf-8")
    assert [dead for page in written for dead in dead_links(page)] == []
