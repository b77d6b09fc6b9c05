"""The static page: right figures, nothing of a household, readable on a phone and at a desk."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
import sqlalchemy as sa

from ingestion.settings import PROJECT_ROOT, Settings
from tests.browser import DESK, PHONE, Browser, a_browser
from tests.conftest import BuiltCity
from zengshou import words
from zengshou.local import postgres
from zengshou.outputs.page import NoFigures, publish_page
from zengshou.outputs.page.people import People, read_people
from zengshou.outputs.township.figures import by_kind, read_townships

#: Pictures of the page, stored as build output.
PICTURES = PROJECT_ROOT / "build" / "pictures"
SCREENS = [(width, scheme) for width in (PHONE, DESK) for scheme in ("light", "dark")]
SEEN = "Array.from(document.querySelectorAll('svg')).filter(svg => svg.clientWidth)"
CLIPPED_TEXT = (
    SEEN
    + """.flatMap(s => {
    const frame = s.getBoundingClientRect();
    return Array.from(s.querySelectorAll('text')).filter(t => {
        const box = t.getBoundingClientRect();
        return box.left < frame.left - 1 || box.right > frame.right + 1
            || box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
    }).map(t => t.textContent);
})"""
)
COVERED_TEXT = (
    SEEN
    + """.flatMap(s => {
    const boxes = Array.from(s.querySelectorAll('text')).map(
        t => [t.textContent, t.getBoundingClientRect()]);
    return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([b, q]) =>
        p.left + 1 < q.right && q.left + 1 < p.right && p.top + 3 < q.bottom && q.top + 3 < p.bottom
    ).map(([b, q]) => a + ' / ' + b));
})"""
)
CUT_OFF = """Array.from(document.querySelectorAll(
        '.tile, .card, .key div, section, .legend, h1, h2'))
    .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.trim().slice(0, 40))"""
#: The pages, by the names of their files.
PAGES = ("index", "帮扶措施", "政策和资金线索", "可对外提供/index")


LAST_MONTH = date(2023, 9, 1)
FOCUS = """
select household_id, county_code, reason from marts.household_focus where month = '2023-09-01'
"""


class Text(HTMLParser):
    """The words of a page as they stand in it, tags left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def whole(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with a_browser(tmp_path_factory.mktemp("profile")) as one:
        yield one


def read_latest(city: BuiltCity) -> People:
    with city.engine.connect() as connection:
        return read_people(connection, LAST_MONTH)


def shown(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"


def test_it_shows_each_countys_growth_against_the_target(built_city: BuiltCity, page: Path) -> None:
    text = Text(page.read_text(encoding="utf-8")).whole
    with built_city.engine.connect() as connection:
        rows = connection.execute(
            sa.text(
                "select county_name, score.growth, score.target_growth, score.per_capita, score, "
                "score.target_met, is_comparable from marts.county_score as score "
                "inner join marts.division_year as whole on county_code = division_code "
                "and assessment_year = income_year where assessment_year = 2023"
            )
        ).all()
    assert len(rows) == 2
    assert [row.is_comparable for row in rows].count(False) == 1
    for row in rows:
        tile = text[text.index(row.county_name) :][:80]
        if row.is_comparable:
            assert shown(row.growth) in tile
            assert ("达到目标" if row.target_met else "未达目标") in tile
        else:
            assert "不可比" in tile
            assert shown(row.growth) not in tile
            covered = rf"{row.county_name}不可比 ：数据覆盖率 \d\d\.\d\d%，低于标准；本年缺报"
            assert re.search(covered, text)
        assert f"{row.per_capita.quantize(Decimal('0.01'), ROUND_HALF_UP):,}" in text
        assert str(row.score) in text
        assert f"目标 {shown(row.target_growth)}" in text


def test_it_counts_warnings_and_late_villages_as_the_marts_do(
    built_city: BuiltCity, page: Path
) -> None:
    html = page.read_text(encoding="utf-8")
    with built_city.engine.connect() as connection:
        red, overdue = connection.execute(
            sa.text(
                "select count(*) filter (where level = 'red'), count(*) filter (where overdue) "
                "from marts.warning where month = (select max(month) from marts.division_month) "
                "and status <> 'auto_closed'"
            )
        ).one()
        missing = connection.execute(
            sa.text(
                "select count(distinct (month, county_code)) from marts.submission_status "
                "where income_year = 2023 and expected and not received"
            )
        ).scalar_one()
    assert f"红 {red} · " in html
    assert f"逾期未核实 {overdue}" in html
    assert html.count('<td class="bad">') == missing > 0


def test_it_counts_households_by_kind_cleared_risks_and_focus_lists(
    built_city: BuiltCity, page: Path
) -> None:
    html = page.read_text(encoding="utf-8")
    people = read_latest(built_city)
    with built_city.engine.connect() as connection:
        households, _ = read_townships(connection, LAST_MONTH)
        listed = connection.execute(sa.text(FOCUS)).all()
    for county in sorted({row["township_code"][:6] for row in households}):
        own = [row for row in households if row["township_code"].startswith(county)]
        counts = {one.name: one.now for one in by_kind(own)}
        cleared = sum(counts[f"{kind}（风险已消除）"] for kind in people.kinds)
        (cells,) = re.findall(
            rf'<tr><th scope="row">{words.name("division", county)}</th>'
            rf"<td>{counts['脱贫户']}</td><td>{counts['监测对象']}</td>(.*?)</tr>",
            html,
        )
        for kind in people.kinds:
            assert f"<td>{counts[f'{kind}（风险未消除）']}/{counts[kind]}</td>" in cells
        assert cells.endswith(f"<td>{shown(Decimal(cleared) / counts['监测对象'])}</td>")
        on_any = {row.household_id for row in listed if row.county_code == county}
        without = {
            row.household_id for row in listed if row.county_code == county and row.reason is None
        }
        assert people.on_list(None, county) == (len(on_any), len(without))
    assert f"没有填写原因 {people.on_list(None)[1]} 户" in html


@pytest.mark.parametrize("name", PAGES)
def test_it_names_no_household_and_no_person(built_city: BuiltCity, page: Path, name: str) -> None:
    html = (page.parent / f"{name}.html").read_text(encoding="utf-8")
    with built_city.engine.connect() as connection:
        households = connection.execute(
            sa.text("select household_id, head_name_masked from marts.dim_household")
        ).all()
    assert households
    assert [row.household_id for row in households if row.household_id in html] == []
    assert [one for one in built_city.city.known_ids if one in html] == []
    assert not re.search(r"\d{17}[\dXx]", html)


def test_it_links_only_to_what_is_there(page: Path) -> None:
    links = [unquote(link) for link in Text(page.read_text(encoding="utf-8")).links]
    assert "县区考核得分-2023.xlsx" in links
    assert "outbox/230521/2023-09/月度调度.xlsx" in links
    assert "outbox/230521/2023-08/月度调度.xlsx" not in links, "only the latest month"
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_below_the_coverage_gate_no_growth_is_shown(built_city: BuiltCity, page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    with built_city.engine.connect() as connection:
        low = connection.execute(
            sa.text(
                "select division_name, growth, matched_growth from marts.division_year "
                "inner join marts.dim_division using (division_code) "
                "where income_year = 2023 and division_year.level = 'county' and not is_comparable"
            )
        ).one()
    assert shown(low.growth) not in html
    gap = ((low.growth - low.matched_growth) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert f"{gap:+}" not in html


def test_a_year_on_another_base_than_its_months_stands_behind_a_break(
    built_city: BuiltCity, page: Path
) -> None:
    html = page.read_text(encoding="utf-8")
    with built_city.engine.connect() as connection:
        year, months = connection.execute(
            sa.text(
                "select year.prior_per_capita, month.prior_ytd_per_capita "
                "from marts.division_year as year "
                "inner join marts.division_month as month using (division_code) "
                "where division_code = '2305' and year.income_year = 2023 "
                "and month = '2023-09-01'"
            )
        ).one()
    assert year != months, "the year before rests on its table"
    chart = html[html.index("年内累计人均纯收入") :].split("</figure>")[0]
    assert "上年全年数取自年度收入明细表，与月报累计口径不同，在图中断开" in chart
    assert chart.count('class="break"') == 2, "for a narrow and for a wide screen"
    assert chart.count(">口径不同</text>") == 2
    ends = re.findall(r'class="value">([\d,]+)</text>', chart)
    assert f"{year.quantize(Decimal(1), ROUND_HALF_UP):,}" in ends
    assert f"{months.quantize(Decimal(1), ROUND_HALF_UP):,}" not in ends


def test_each_chart_can_be_read_aloud_and_has_a_table_beside_it(page: Path) -> None:
    html = page.read_text(encoding="utf-8")
    charts = re.findall(r"<svg .*?</svg>", html, flags=re.DOTALL)
    assert len(charts) == 2 * 4
    for chart in charts:
        assert re.search(r'role="img" aria-labelledby="\S+-title \S+-desc"', chart)
        assert re.search(r"<title id=\S+>[^<]+</title><desc id=\S+>[^<]*\d[^<]*</desc>", chart)
    assert html.count("<figure>") == html.count("<details><summary>数据表</summary>") == 4


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
@pytest.mark.parametrize("name", PAGES)
def test_it_reads_well_on_a_phone_and_at_a_desk_by_day_and_by_night(
    browser: Browser, page: Path, name: str, width: int, scheme: str
) -> None:
    one = page.parent / f"{name}.html"
    browser.show(one, width=width, scheme=scheme)
    assert browser.complaints() == []
    assert browser.requests() == [one.as_uri()]
    assert browser.asked("document.documentElement.scrollWidth") == width
    assert browser.asked(CLIPPED_TEXT) == []
    assert browser.asked(COVERED_TEXT) == []
    assert browser.asked(CUT_OFF) == []
    ground = browser.asked("getComputedStyle(document.body).backgroundColor")
    dark = sum(int(part) for part in re.findall(r"\d+", ground)[:3]) < 3 * 128
    assert dark == (scheme == "dark")
    browser.keep_picture(PICTURES / f"{name.replace('/', '-')}-{width}-{scheme}.png")


def test_a_warehouse_without_figures_says_so_instead(
    database_url: str, built_city: BuiltCity, tmp_path: Path
) -> None:
    empty = sa.create_engine(postgres.ensure_database(database_url, "page_without_figures"))
    settings = Settings(_env_file=None, home=built_city.home, database_url=None)
    with pytest.raises(NoFigures, match="run `zengshou run` first"):
        publish_page(empty, settings, tmp_path / "index.html")
    assert not (tmp_path / "index.html").exists()
    empty.dispose()
