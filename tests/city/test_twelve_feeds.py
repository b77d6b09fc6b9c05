"""The twelve feeds of measures.md must look like what departments really send."""

from collections import Counter
from pathlib import Path

import pytest

from tests.city.city_files import Files, header_at, is_old, plain, records, sheets, yuan
from zengshou.demo.city import old_books, write_city

pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")
QUARTERS = [f"{y}-{m:02d}" for y in (2021, 2022, 2023) for m in (3, 6, 9, 12)][3:11]
MONTHS = [f"{y}-{m:02d}" for y in (2021, 2022, 2023) for m in range(1, 13)][9:33]
PERIODS = {
    "civil_affairs": MONTHS, "small_loan": MONTHS, "training": MONTHS, "workshop": MONTHS,
    "public_post": MONTHS, "farm_insurance": QUARTERS, "linkage_projects": QUARTERS,
    "consumption": QUARTERS, "collective_economy": QUARTERS, "land_shares": QUARTERS,
    "disability": [month for month in MONTHS if month != "2022-10"],
    "farm_subsidy": [month for month in MONTHS if month[-2:] in ("06", "08", "10")],
}  # fmt: skip
NUMBERS = {
    "A": (1, 2, 3, 4, 5, 11, 12, 13), "D": (1, 2, 3, 4, 11, 12), "G": (1, 2, 3, 4, 11, 12),
    "N": (1, 2, 3, 4, 5, 11, 12), "P": (1, 2, 3, 4, 5, 11, 12, 14),
    "L": (1, 2, 3, 4, 11, 12, 13, 14, 15, 16), "T": (1, 2, 3, 4, 12, 13),
    "K": (1, 2, 3, 4, 5, 13), "Q": (1, 2, 3, 4, 12), "B": (2, 3, 4, 11, 12),
    "J": (2, 3, 4, 11, 12, 14), "H": (1, 2, 3, 4, 11), "F": (7, 8), "W": (12,),
}  # fmt: skip
RULES = [f"{letter}{number:02d}" for letter, numbers in NUMBERS.items() for number in numbers]
HEADERS = {
    ("farm_subsidy", "收款人身份证号"): 2, ("small_loan", "合同号"): 3,
    ("public_post", "岗位编号"): 3, ("consumption", "单位编码"): 3,
    ("collective_economy", "村代码"): 4, ("land_shares", "合同编号"): 2,
    ("disability", "残疾人证号"): 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Two counties with every kind of mistake."""
    landing = tmp_path_factory.mktemp("twelve") / "landing"
    return Files(write_city(
        landing, counties=["230521", "230523"], villages=6, households_per_village=20, workers=1
    ))  # fmt: skip


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The same counties without mistakes."""
    landing = tmp_path_factory.mktemp("tidy") / "landing"
    return Files(write_city(
        landing, counties=["230521", "230523"], villages=6, households_per_village=20, dirt=0,
        workers=1,
    ))  # fmt: skip


@pytest.mark.parametrize(("feed", "periods"), PERIODS.items())
def test_every_department_sends_two_years(files: Files, feed: str, periods: list[str]) -> None:
    refused = {(m.period, m.file_name) for m in files.city.mistakes if m.rule == "F07"}
    found = {
        path.parent.name
        for path in (files.city.landing / feed).rglob("*.xls*")
        if (path.parent.name, path.name) not in refused and not path.name.startswith("~$")
        and not path.name.endswith(".part")
    }  # fmt: skip
    assert found == set(periods)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_the_twelve_feeds_is_broken_somewhere(files: Files, rule: str) -> None:
    found = [mistake for mistake in files.city.mistakes if mistake.rule == rule]
    assert found
    for mistake in found:
        assert (files.city.landing / mistake.feed / mistake.period / mistake.file_name).is_file()


def test_wrong_rows_stand_where_they_are_noted(files: Files) -> None:
    written = {"B02": "约3万", "L15": "建房", "P04": "验收", "Q02": "半个月", "K05": "流动式"}
    seen = Counter[str]()
    for mistake in files.city.mistakes:
        if mistake.rule not in written or mistake.row_number is None:
            continue
        path = files.city.landing / mistake.feed / mistake.period / mistake.file_name
        rows = [
            g[mistake.row_number - 1] for g in sheets(path).values() if len(g) >= mistake.row_number
        ]
        seen[mistake.rule] += any(written[mistake.rule] in map(str, row) for row in rows)
    assert set(seen) == set(written)
    assert all(seen.values())


def test_old_and_new_workbooks_are_known_by_content_only(files: Files) -> None:
    if not old_books.can_write():
        pytest.skip("nothing here writes .xls")
    feeds = [path for feed in PERIODS for path in (files.city.landing / feed).rglob("*.xls*")]
    kinds = Counter((is_old(path), path.suffix) for path in feeds)
    assert min(kinds[old, suffix] for old in (True, False) for suffix in (".xls", ".xlsx")) > 0


def test_without_the_old_writer_every_workbook_is_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(old_books, "xlwt", None)
    city = write_city(
        tmp_path / "landing", counties=["230521"], villages=2, households_per_village=4,
        first_month="2022-12", last_month="2023-03", workers=1,
    )  # fmt: skip
    books = [path for path in city.landing.rglob("*.xls*") if path.is_file()]
    assert books
    assert not any(map(is_old, books))


@pytest.mark.parametrize(("feed", "heading", "row"), [(*k, v) for k, v in HEADERS.items()])
def test_headers_stand_in_the_usual_row(clean: Files, feed: str, heading: str, row: int) -> None:
    [path] = clean.paths(feed, PERIODS[feed][-1])[:1]
    [grid] = sheets(path).values()
    assert header_at(grid, heading) == row - 1


def test_some_headers_stand_lower_and_some_columns_have_no_contract(files: Files) -> None:
    places = Counter[int]()
    for month in MONTHS:
        for path in files.paths("public_post", month):
            grid = sheets(path)["明细"]
            places[header_at(grid, "岗位编号")] += 1
            assert "银行账号" in map(plain, grid[header_at(grid, "岗位编号")])
    assert set(places) == {2, 3}


def test_the_older_form_of_dibao_has_its_members_side_by_side(files: Files) -> None:
    found = [sheets(path) for path in files.paths("civil_affairs", "2023-03")]
    [book] = [book for book in found if "农村低保" in book]
    assert list(book) == ["封面", "农村低保"]
    assert header_at(book["农村低保"], "成员1姓名") in (2, 3)
    members = Counter(
        sum(bool(row.get(f"成员{n}姓名")) for n in range(1, 9))
        for row in records(book["农村低保"], "成员1姓名")
    )
    assert len(members) > 1


def test_several_members_stand_in_one_cell(clean: Files) -> None:
    lines = clean.lines("civil_affairs", "2023-06", "低保（特困）证号")
    marks = {m for line in lines for m in "、，;\n" if m in str(line["家庭成员身份证号"])}
    assert len(marks) > 1


def test_the_parts_of_a_dibao_amount_add_up(clean: Files) -> None:
    lines = clean.lines("civil_affairs", "2023-06", "低保（特困）证号")
    assert len(lines) > 20
    for line in lines:
        parts = ("户月保障金额", "家庭分类施保总额", "人员分类施保总额")
        assert yuan(line["合计"]) == pytest.approx(sum(yuan(line[part]) for part in parts))


def test_dibao_households_declare_what_they_get(clean: Files) -> None:
    told: dict[str, float] = {}
    for path in (clean.city.landing / "village_submission" / "2023-06").glob("*.xlsx"):
        for row in records(sheets(path)["收支月报"], "最低生活保障金"):
            told[str(row["户主证件号码"])] = yuan(row["最低生活保障金"])
    lines = [
        line for line in clean.lines("civil_affairs", "2023-06", "低保（特困）证号")
        if str(line["户主身份证号"]) in told and "单人" not in str(line["救助类型"])
    ]  # fmt: skip
    same = [line for line in lines if told[str(line["户主身份证号"])] == yuan(line["合计"])]
    assert len(same) > 0.7 * len(lines) > 10


def test_workshop_pay_and_posts_are_known_to_the_employment_service(clean: Files) -> None:
    working: dict[str, set[str]] = {}
    for row in clean.lines("employment", "2023-06", "是否务工"):
        if row["是否务工"] == "是":
            working.setdefault(str(row["证件号码"]), set()).add(str(row["就业渠道"]))
    for feed, heading, channel in (
        ("workshop", "劳动报酬", "就业帮扶车间"), ("public_post", "岗位编号", "公益性岗位"),
    ):  # fmt: skip
        people = [str(row["身份证号"]) for row in clean.lines(feed, "2023-06", heading)]
        known = [person for person in people if channel in working.get(person, set())]
        assert len(known) > 0.6 * len(people) > 1


def test_posts_end_with_their_sum(clean: Files) -> None:
    rows = clean.lines("public_post", "2023-06", "岗位编号")
    assert rows[-1]["岗位编号"] == "合计"
    assert yuan(rows[-1]["本月补贴"]) == sum(yuan(row["本月补贴"]) for row in rows[:-1])


def test_each_township_closes_with_its_sums(clean: Files) -> None:
    grid = sheets(clean.paths("collective_economy", "2022-12")[0])["村集体经济"]
    assert [plain(cell) for cell in grid[2] if cell] == ["收入", "支出", "光伏", "分红"]
    block = 0.0
    closed = 0
    for row in records(grid, "村代码"):
        if row["村代码"] == "小计":
            assert yuan(row["经营收入"]) == pytest.approx(block)
            block, closed = 0.0, closed + 1
        else:
            block += yuan(row["经营收入"])
    assert closed >= 2


def test_figures_of_a_quarter_run_from_january_and_never_fall(clean: Files) -> None:
    before: dict[str, float] = {}
    for quarter in ("2023-03", "2023-06", "2023-09"):
        for row in clean.lines("consumption", quarter, "单位编码"):
            done = yuan(row["832完成交易额"])
            assert done >= before.get(str(row["单位编码"]), 0.0)
            before[str(row["单位编码"])] = done
    assert sum(before.values()) > 0


def test_counties_send_apart_and_one_sends_again(files: Files) -> None:
    counts = Counter(len(files.paths("land_shares", quarter)) for quarter in QUARTERS)
    assert set(counts) <= {2, 3, 4}
    assert any(
        "更正" in path.name for quarter in QUARTERS for path in files.paths("land_shares", quarter)
    )


def test_amounts_in_ten_thousands_say_so_above_the_header_or_in_its_group(files: Files) -> None:
    noted = [m for m in files.city.mistakes if m.rule == "W12"]
    for mistake in noted:
        grid = sheets(files.city.landing / mistake.feed / mistake.period / mistake.file_name)[
            "明细"
        ]
        assert any("万元" in str(cell) for row in grid[: (mistake.row_number or 0)] for cell in row)
        totals = [row["年度食材采购总额"] for row in records(grid, "单位编码")]
        assert max(yuan(total) for total in totals if total) < 1_000
    groups = {
        plain(cell)
        for quarter in QUARTERS
        for path in files.paths("collective_economy", quarter)
        for row in sheets(path)["村集体经济"][:6]
        for cell in row
    }
    assert "光伏(万元)" in groups
