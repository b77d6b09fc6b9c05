"""What is told about projects, entities and the households they carry along (measures.md, P)."""

import pytest

from tests.gate import feed_files as files
from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.feed_rows import entity_row, linked_row, project_row
from tests.gate.landing_files import Landing, roster, roster_rows
from tests.gate.people import BAOSHAN, CHAOYANG, NOWHERE, SHUANGSHENG, citizen_id, household
from tests.gate.warehouses import Warehouse

FILE, FEED = "一季度.xlsx", "linkage_projects"
HOMES = [household(serial) for serial in range(30)]
PEOPLE = [home.head for home in HOMES]
INVALID, STRANGER = "230521196001010019", citizen_id(900)
NUMBER, COUNTY, VILLAGE, CATEGORY = "项目编号", "县代码", "村代码", "项目类别"
CENTRAL, SPENT = "下达资金·中央", "支出资金·中央"
PROJECTS = [
    Case("a project without fault"),
    Case("money that cannot be read", {CENTRAL: "十万"}, {"P02": CENTRAL}),
    Case("money below 0", {"支出资金·其他": -1}, {"P02": "支出资金·其他"}),
    Case("no number", {NUMBER: ""}, {"P03": NUMBER}),
    Case("a number twice, first", {NUMBER: "X-9"}, {"P03": NUMBER}),
    Case("a number twice, second", {NUMBER: "X-9 "}, {"P03": NUMBER}),
    Case("a county of no register", {COUNTY: "230599"}, {"P04": COUNTY}),
    Case("a village for a county", {COUNTY: SHUANGSHENG}, {"P04": COUNTY}),
    Case("a village of no register", {VILLAGE: NOWHERE}, {"P04": VILLAGE}),
    Case("several villages", {VILLAGE: f"{SHUANGSHENG}、{CHAOYANG}"}),
    Case("several villages, one unknown", {VILLAGE: f"{SHUANGSHENG}、1"}, {"P04": VILLAGE}),
    Case("no village", {VILLAGE: ""}),
    Case("a category outside the seed", {CATEGORY: "产业"}, {"P04": CATEGORY}),
    Case("no kind of assets", {"资产类型": ""}, {"P04": "资产类型"}),
    Case("a way outside the list", {"实施方式": "招标"}, {"P04": "实施方式"}),
    Case("a state outside the list", {"状态": "运行"}, {"P04": "状态"}),
    Case("all money spent", {SPENT: 13}),
    Case("spent more than allotted", {SPENT: "13.01"}, {"P11": SPENT}),
    Case("a yield handed out beyond what is due", {"已分配收益": 20001}, {"P14": "已分配收益"}),
    Case("money of the other sources counts, too", {"支出资金·其他": 8.01}, {"P11": SPENT}),
]
ENTITY = "主体编码"
ENTITIES = [
    Case("an entity without fault"),
    Case("no code", {ENTITY: ""}, {"P03": ENTITY}),
    Case("a code twice, first", {ENTITY: "E-9"}, {"P03": ENTITY}),
    Case("a code twice, second", {ENTITY: "E-9"}, {"P03": ENTITY}),
    Case("a county of no register", {COUNTY: ""}, {"P04": COUNTY}),
    Case("no village", {VILLAGE: ""}, {"P04": VILLAGE}),
    Case("two villages", {VILLAGE: f"{SHUANGSHENG}、{CHAOYANG}"}, {"P04": VILLAGE}),
    Case("a kind outside the list", {"类型": "公司"}, {"P04": "类型"}),
    Case("a village product or not left blank", {"一村一品": ""}, {"P04": "一村一品"}),
]
LINK, ID = "编号", "身份证号"
LINKED = [
    Case("a household without fault"),
    Case("an ID with a wrong check digit", {ID: INVALID}, {"P01": ID}),
    Case("an amount that cannot be read", {"应付金额": "约"}, {"P02": "应付金额"}),
    Case("a way outside the list", {"带动方式": "分红"}, {"P04": "带动方式"}),
    Case("a courtyard or not left blank", {"庭院": ""}, {"P04": "庭院"}),
    Case("a number of no row", {LINK: "X99"}, {"P05": LINK}),
    Case("no number", {LINK: ""}, {"P05": LINK}),
    Case("the number of a rejected project", {LINK: "X2"}, {"P05": LINK}),
    Case("the code of a rejected entity", {LINK: "E-9"}, {"P05": LINK}),
    Case("the code of an accepted entity", {LINK: "E1"}),
    Case("a person twice is fine", {ID: PEOPLE[0].citizen_id}),
    Case("not on the roster", {ID: STRANGER}, outcome="out_of_scope"),
    Case("a placeholder", {ID: "9999991"}, outcome="out_of_scope"),
]
SHEETS = {"linkage_project": PROJECTS, "linkage_entity": ENTITIES, "linkage_household": LINKED}
FIGURES = """
select cell.money(allotted_central)::int, cell.money(spent_province)::int,
    cell.money(labour_pay)::int, cell.money(yield_due)::int
from raw.linkage_project inner join ops.load using (load_id)
where file_name = :name order by row_number limit 1
"""


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    numbers = range(1, 30)
    projects = rows_of(PROJECTS, [project_row(f"X{n}") for n in numbers[: len(PROJECTS)]])
    projects[0]["劳务报酬（万元）"] = "1.5"
    entities = rows_of(ENTITIES, [entity_row(f"E{n}") for n in numbers[: len(ENTITIES)]])
    linked = rows_of(LINKED, list(map(linked_row, PEOPLE[: len(LINKED)])))
    landing.put(FEED, "2023-03", FILE, files.linkage_projects(projects, entities, linked))
    plain = files.linkage_projects([project_row("X1")], unit="")
    landing.put(FEED, "2022-12", "元.xlsx", plain)
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(PROJECTS, 5))
def test_each_project_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, FILE, number, case, "linkage_project")


@pytest.mark.parametrize(("case", "number"), with_rows(ENTITIES, 3))
def test_each_entity_is_judged(warehouse: Warehouse, case: Case, number: int) -> None:
    expect_findings(warehouse, FILE, number, case, "linkage_entity")


@pytest.mark.parametrize(("case", "number"), with_rows(LINKED, 3))
def test_each_household_carried_along_is_judged(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, FILE, number, case, "linkage_household")


def test_every_row_is_accounted_for(warehouse: Warehouse) -> None:
    expect_counts(warehouse, FILE, [*PROJECTS, *ENTITIES, *LINKED])


def test_ten_thousands_are_multiplied_where_a_header_says_so(warehouse: Warehouse) -> None:
    assert warehouse.query(FIGURES, name=FILE) == [(100_000, 30_000, 15_000, 20_000)]
    assert warehouse.query(FIGURES, name="元.xlsx") == [(10, 3, 0, 20_000)]
    assert [one.rule for one in warehouse.findings("元.xlsx")] == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_spending_never_falls_within_a_calendar_year(
    own_warehouse: Warehouse, own_landing: Landing, order: tuple[int, ...]
) -> None:
    """Whatever the order of arrival; a county without a second quarter is held to its first."""

    def spent(central: str, elsewhere: str | None) -> bytes:
        rows = [project_row("X1", **{SPENT: central})]
        if elsewhere:
            away = {COUNTY: BAOSHAN[:6], VILLAGE: BAOSHAN, SPENT: elsewhere}
            rows.append(project_row("X1b", **away))
        return files.linkage_projects(rows)

    quarters = [
        ("2022-12", spent("9", "9")),
        ("2023-03", spent("4", "3")),
        ("2023-06", spent("4", None)),
    ]
    for at in order:
        period, data = quarters[at]
        own_landing.put(FEED, period, f"{period}.xlsx", data, sent_at=f"2023-07-0{at + 1}T08:00Z")
        own_warehouse.take(own_landing)
    own_landing.put(FEED, "2023-09", "三季.xlsx", spent("3.99", "2"))
    own_warehouse.take(own_landing)
    told = [(one.row_number, one.rule, one.column) for one in own_warehouse.findings("三季.xlsx")]
    assert told == [(5, "P12", SPENT), (6, "P12", SPENT)]
    for period, _ in quarters:
        assert own_warehouse.findings(f"{period}.xlsx") == []
    corrected = spent("3", None)
    own_landing.put(FEED, "2023-06", "二季更正.xlsx", corrected, sent_at="2023-07-09T08:00Z")
    own_warehouse.take(own_landing)
    told = [(one.row_number, one.rule, one.column) for one in own_warehouse.findings("三季.xlsx")]
    assert told == [(6, "P12", SPENT)]
    assert [one.rule for one in own_warehouse.findings("二季更正.xlsx")] == ["P12"]
