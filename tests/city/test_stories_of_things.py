"""Each list about a project, a village or a unit has its story, and each indicator its lines."""

import pytest

from tests.city.city_files import Files, Record, header_at, plain, sheets, yuan
from zengshou.demo.city import City, Parameters, build_city, write_city

pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")
LAST, DECEMBER = "2023-09", "2022-12"
SHARES = ("土地入股", "资金入股", "林权入股", "设备入股")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    landing = tmp_path_factory.mktemp("things") / "landing"
    return Files(
        write_city(
            landing, counties=["230521", "230523"], villages=6, households_per_village=20, dirt=0,
            workers=1,
        )
    )  # fmt: skip


def projects(files: Files, period: str) -> list[Record]:
    """Projects with the sums of their money: 下达 and 支出 over four levels, in 万元."""
    found = []
    [path] = files.paths("linkage_projects", period)
    grid = sheets(path)["项目"]
    at = header_at(grid, "项目编号")
    titles = [plain(title) for title in grid[at]]
    first = next(n for n, title in enumerate(titles) if title.startswith("中央"))
    for row in grid[at + 1 :]:
        record: Record = dict(zip(titles, row, strict=True))
        record["given"] = sum(map(yuan, row[first : first + 4]))
        record["spent"] = sum(map(yuan, row[first + 4 : first + 8]))
        found.append(record)
    return found


def villages(files: Files, period: str) -> list[Record]:
    return [
        row
        for row in files.lines("collective_economy", period, "村代码")
        if row["村代码"] != "小计"
    ]


def profit(row: Record) -> float:
    """经营收益 (measures.md, section 3)."""
    gains = ("经营收入", "发包及上交收入", "投资收益")
    return sum(yuan(row[gain]) for gain in gains) - yuan(row["经营支出"]) - yuan(row["管理费用"])


def test_a_project_that_keeps_its_yield_in_december(files: Files) -> None:
    held = [
        p for p in projects(files, DECEMBER) if yuan(p["年度应分配收益"]) > yuan(p["已分配收益"])
    ]
    assert held
    assert len(held) < len([p for p in projects(files, DECEMBER) if yuan(p["年度应分配收益"])])


def test_a_project_in_operation_that_reaches_nobody(files: Files) -> None:
    reached = {
        line["编号"]
        for line in files.lines("linkage_projects", LAST, "带动方式")
        if yuan(line["已付金额"]) > 0
    }
    alone = [
        p for p in projects(files, LAST) if p["状态"] == "运营" and p["项目编号"] not in reached
    ]
    assert {p["项目类别"] for p in alone} & {"种养殖", "产业发展"}


def test_slow_and_idle_projects(files: Files) -> None:
    found = projects(files, LAST)
    assert any(p["状态"] == "未开工" and p["spent"] == 0 for p in found)
    assert any(p["状态"] == "闲置" and p["资产类型"] == "经营性" for p in found)
    assert all(0 <= yuan(p["spent"]) <= yuan(p["given"]) for p in found)


def test_projects_by_work_relief_pay_labour(files: Files) -> None:
    relief = [p for p in projects(files, LAST) if p["实施方式"] == "以工代赈"]
    assert relief
    assert all(yuan(p["劳务报酬(万元)"]) > 0 for p in relief)


def test_firms_with_village_products_and_links_of_many_kinds(files: Files) -> None:
    assert any(f["一村一品"] == "是" for f in files.lines("linkage_projects", LAST, "主体编码"))
    links = files.lines("linkage_projects", LAST, "带动方式")
    assert {"到户奖补", "吸纳务工", "以工代赈", "订单生产"} <= {
        str(link["带动方式"]) for link in links
    }
    assert any(yuan(link["已付金额"]) > 0 and not link["付款日期"] for link in links)


def test_weak_villages_and_sunny_ones_that_pay_too_little_labour(files: Files) -> None:
    found = villages(files, DECEMBER)
    assert 0 < len([row for row in found if profit(row) < 50_000]) < len(found)
    shares = [
        (yuan(row["公益岗支出"]) + yuan(row["公益事业劳务"])) / yuan(row["发电收入"])
        for row in found
        if yuan(row["发电收入"])
    ]
    assert min(shares) < 0.8 <= max(shares) <= 1


def test_the_first_village_declares_other_dividends_than_its_households(files: Files) -> None:
    city: City = build_city(
        Parameters(counties=("230521", "230523"), villages=6, households_per_village=20, dirt=0.0)
    )
    differences = []
    for village in city.places.villages:
        [row] = [row for row in villages(files, DECEMBER) if row["村代码"] == village.code]
        told = sum(
            city.accounts(house).declared("prop_collective_dividend", city.calendar.index(month))
            for month in city.calendar.months
            if month.year == 2022
            for house in city.reported(village, month)
            if house.registered
        )
        differences.append(abs(yuan(row["脱贫户分红额"]) - told / 100))
    assert differences[0] > 500
    assert differences[1:] == pytest.approx([0.0] * (len(differences) - 1))


def test_units_that_reserve_or_buy_too_little(files: Files) -> None:
    units = [u for u in files.lines("consumption", LAST, "单位编码") if u["食堂"] in ("有", "外包")]
    total, reserved, done = "年度食材采购总额", "预留份额", "832完成交易额"
    assert any(yuan(u[reserved]) < 0.1 * yuan(u[total]) for u in units)
    assert any(yuan(u[done]) < 0.75 * yuan(u[reserved]) for u in units)
    assert any(yuan(u[done]) >= 0.75 * yuan(u[reserved]) > 0 for u in units)


def test_rents_and_shares(files: Files) -> None:
    contracts = files.lines("land_shares", LAST, "合同编号")
    kinds = {str(contract["类别"]) for contract in contracts}
    assert "土地流转" in kinds
    assert kinds & set(SHARES)


def test_every_indicator_about_people_has_its_lines(files: Files) -> None:
    courses = [
        line
        for year, months in ((2022, range(1, 13)), (2023, range(1, 10)))
        for month in months
        for line in files.lines("training", f"{year}-{month:02d}", "课程")
    ]
    assert {"职业技能", "农民夜校", "实用技术"} <= {str(line["类别"]) for line in courses}
    assert {str(line["取证"]) for line in courses} == {"是", "否"}
    students = files.lines("training", LAST, "学段")
    assert {"在读", "未就业"} <= {str(line["毕业去向"]) for line in students}
    loans = files.lines("small_loan", LAST, "合同号")
    assert any(line["名单状态"] == "符合条件" and line["合同号"] for line in loans)
    assert len(files.lines("farm_insurance", LAST, "总保费", "承保清单")) > 20
