"""What a new file of the twelve feeds replaces, and which wait for a person (measures.md, 1)."""

from collections.abc import Callable, Sequence

import pytest

from tests.gate import feed_files as files
from tests.gate.feed_rows import (
    collective_row,
    dibao_row,
    disability_row,
    edge_row,
    entity_row,
    land_row,
    loan_row,
    post_row,
    project_row,
    relief_row,
    subsidy_row,
    tekun_row,
    unit_row,
)
from tests.gate.landing_files import Landing, roster, roster_rows, workbook
from tests.gate.people import BAOSHAN, SHUANGSHENG, Household, household
from tests.gate.warehouses import Warehouse

HERE = [household(serial) for serial in range(20)]
THERE = [household(serial, BAOSHAN) for serial in range(20, 24)]
HOMES = [*HERE, *THERE]
AWAY = {"县代码": BAOSHAN[:6], "村代码": BAOSHAN}
IN_FORCE = """
select current.unit, receipt.file_name from ops.current_unit as current
inner join ops.receipt as receipt using (load_id)
where current.edition = 'marts' and current.feed = :feed order by current.unit
"""
Make = Callable[[Sequence[Household]], bytes]


def posts(homes: Sequence[Household]) -> bytes:
    return files.public_post([post_row(one.head, 村代码=one.village) for one in homes])


def units(homes: Sequence[Household]) -> bytes:
    return files.consumption([unit_row(one.number, 县代码=one.village[:6]) for one in homes])


def villages(homes: Sequence[Household]) -> bytes:
    return files.collective_economy(map(collective_row, {one.village for one in homes}))


def land(homes: Sequence[Household]) -> bytes:
    return files.land_shares(map(land_row, homes))


def projects(homes: Sequence[Household]) -> bytes:
    """A project here and an entity there: each makes its county the file's."""
    here = {one.village for one in homes}
    return files.linkage_projects(
        [project_row("X1")] if SHUANGSHENG in here else [],
        [entity_row("E1", **AWAY)] if BAOSHAN in here else [],
    )


BY_COUNTY: list[tuple[str, str, Make]] = [
    ("public_post", "2023-02", posts),
    ("consumption", "2023-03", units),
    ("collective_economy", "2023-03", villages),
    ("land_shares", "2023-03", land),
    ("linkage_projects", "2023-03", projects),
]


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    for feed, period, make in BY_COUNTY:
        landing.put(feed, period, f"{feed} 两县.xlsx", make(HOMES))
        landing.put(feed, period, f"{feed} 一县.xlsx", make(THERE))
    for what, (feed, make) in SHRINKING.items():
        landing.put(feed, "2023-02", f"{what}.xlsx", make(HERE))
        landing.put(feed, "2023-02", f"{what} 补报.xlsx", make(HERE[:2]))
    for name, data in EMPTY.items():
        landing.put("civil_affairs", "2023-01", name, data)
    landing.put("disability", "2023-01", "空表.xlsx", files.disability([]))
    landing.put("public_post", "2023-01", "只有合计.xlsx", files.public_post([], ["合计"]))
    warehouse.take(landing)


@pytest.mark.parametrize("feed", [feed for feed, *_ in BY_COUNTY])
def test_a_file_replaces_the_counties_of_its_rows_alone(warehouse: Warehouse, feed: str) -> None:
    both, one = f"{feed} 两县.xlsx", f"{feed} 一县.xlsx"
    assert warehouse.query(IN_FORCE, feed=feed) == [(SHUANGSHENG[:6], both), (BAOSHAN[:6], one)]
    assert warehouse.load(both).status == "accepted"
    assert warehouse.load(one).status == "accepted"


def test_a_file_is_superseded_when_all_of_its_counties_are(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    month = ("public_post", "2023-02")
    own_landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    own_landing.put(*month, "两县.xlsx", posts(HOMES))
    own_landing.put(*month, "一县.xlsx", posts(HERE[:1]))
    bad = [post_row(one.head, 村代码=BAOSHAN, 本月补贴="约") for one in THERE]
    own_landing.put(*month, "无一行可用.xlsx", files.public_post(bad))
    own_landing.put(*month, "副本.xlsx", posts(HERE[:1]))
    own_warehouse.take(own_landing)
    assert own_warehouse.load("两县.xlsx").status == "accepted"
    assert own_warehouse.load("副本.xlsx").status == "duplicate"
    assert own_warehouse.load("无一行可用.xlsx").counts == (4, 0, 4, 0, 0)
    own_landing.put(*month, "另一县.xlsx", posts(THERE))
    own_warehouse.take(own_landing)
    assert own_warehouse.load("两县.xlsx").status == "superseded"
    assert own_warehouse.load("两县.xlsx").accepted == len(HOMES)


#: Files of many rows, and of few a minute later.
SHRINKING: dict[str, tuple[str, Make]] = {
    "低保": ("civil_affairs", lambda homes: files.dibao(map(dibao_row, homes))),
    "特困": ("civil_affairs", lambda homes: files.tekun(tekun_row(one.head) for one in homes)),
    "贷款": ("small_loan", lambda homes: files.small_loan(map(loan_row, homes))),
    "残疾": (
        "disability",
        lambda homes: files.disability(disability_row(one.head) for one in homes),
    ),
    "边缘": ("civil_affairs", lambda homes: files.edge(map(edge_row, homes))),
    "救助": ("civil_affairs", lambda homes: files.relief(relief_row(one.head) for one in homes)),
    "补贴": (
        "farm_subsidy",
        lambda homes: files.farm_subsidy(subsidy_row(one.head) for one in homes),
    ),
}


@pytest.mark.parametrize("what", ["低保", "特困", "贷款", "残疾"])
def test_a_version_with_few_of_the_rows_before_waits_for_a_person(
    warehouse: Warehouse, what: str
) -> None:
    assert warehouse.load(f"{what}.xlsx").status == "accepted"
    held = warehouse.load(f"{what} 补报.xlsx")
    assert (held.status, held.counts) == ("held", (0, 0, 0, 0, 0))
    [finding] = warehouse.findings(f"{what} 补报.xlsx")
    assert finding.rule == "F09"
    assert "本次只有2行，上一版有20行" in finding.message


@pytest.mark.parametrize("what", ["边缘", "救助", "补贴"])
def test_other_kinds_may_have_any_number_of_rows(warehouse: Warehouse, what: str) -> None:
    assert warehouse.load(f"{what}.xlsx").status == "superseded"
    assert warehouse.load(f"{what} 补报.xlsx").status == "accepted"


EMPTY = {
    "无救助.xlsx": files.relief([]),
    "无低保.xlsx": files.dibao([]),
    "无边缘.xlsx": files.edge([]),
    "只有小计.xlsx": workbook({"民政救助": [files.TEKUN_HEADER, ["小计", None, "分散供养"]]}),
}


def test_a_month_without_relief_is_right(warehouse: Warehouse) -> None:
    assert warehouse.load("无救助.xlsx").status == "accepted"
    assert warehouse.findings("无救助.xlsx") == []


@pytest.mark.parametrize(
    "name", ["无低保.xlsx", "无边缘.xlsx", "只有小计.xlsx", "空表.xlsx", "只有合计.xlsx"]
)
def test_any_other_file_without_rows_is_refused(warehouse: Warehouse, name: str) -> None:
    assert [one.rule for one in warehouse.findings(name)] == ["F08"]
