"""What a new file replaces, and what it leaves alone (feeds.md, the table of feeds)."""

from collections.abc import Sequence

import pytest

from tests.gate import landing_files as files
from tests.gate.landing_files import Cells, Landing, roster, roster_rows, village, village_row
from tests.gate.people import BAOSHAN, CHAOYANG, SHUANGSHENG, Household, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(4)]
ELSEWHERE = [household(serial, BAOSHAN) for serial in range(10, 14)]
JIANSHAN, BAOSHAN_COUNTY = "230502", "230506"
IN_FORCE = """
select current.unit, receipt.file_name from ops.current_unit as current
inner join ops.receipt as receipt using (load_id)
where current.edition = 'marts' and current.feed = :feed
order by current.unit
"""


def status(warehouse: Warehouse, name: str) -> str:
    return warehouse.load(name).status


def in_force(warehouse: Warehouse, feed: str) -> dict[str, str]:
    return dict(warehouse.query(IN_FORCE, feed=feed))


def year(homes: Sequence[Household], **cells: files.Cell) -> bytes:
    rows: list[Cells] = [
        {"年度": "2022", "村代码": home.village, "户编号": home.number, "家庭人口数": 2, **cells}
        for home in homes
    ]
    return files.income_detail(rows)


@pytest.fixture
def put_year(own_landing: Landing) -> "PutYear":
    return PutYear(own_landing)


class PutYear:
    """Lands annual tables of 2022, each an hour after the last unless told when."""

    def __init__(self, landing: Landing) -> None:
        self.landing = landing
        self.hour = 0

    def __call__(
        self, name: str, homes: Sequence[Household], hour: int | None = None, **cells: files.Cell
    ) -> None:
        self.hour = hour or self.hour + 1
        sent = f"2023-01-10T{self.hour:02d}:00:00+08:00"
        self.landing.put("income_detail", "2022", name, year(homes, **cells), sent_at=sent)


def test_an_annual_table_is_superseded_only_when_all_of_its_counties_are(
    own_warehouse: Warehouse, own_landing: Landing, put_year: PutYear
) -> None:
    put_year("全市.xlsx", [*HOMES, *ELSEWHERE])
    put_year("尖山更正.xlsx", HOMES[:2])
    own_warehouse.take(own_landing)
    assert status(own_warehouse, "全市.xlsx") == "accepted"
    assert in_force(own_warehouse, "income_detail") == {
        JIANSHAN: "尖山更正.xlsx",
        BAOSHAN_COUNTY: "全市.xlsx",
    }

    put_year("宝山更正.xlsx", ELSEWHERE)
    own_warehouse.take(own_landing)
    assert status(own_warehouse, "全市.xlsx") == "superseded"
    assert own_warehouse.load("全市.xlsx").counts == (8, 8, 0, 0, 0)
    assert in_force(own_warehouse, "income_detail") == {
        JIANSHAN: "尖山更正.xlsx",
        BAOSHAN_COUNTY: "宝山更正.xlsx",
    }


def test_rejected_rows_replace_no_county(
    own_warehouse: Warehouse, own_landing: Landing, put_year: PutYear
) -> None:
    put_year("全市.xlsx", [*HOMES, *ELSEWHERE])
    put_year("无一行可用.xlsx", ELSEWHERE, 工资性收入="约500")
    own_warehouse.take(own_landing)
    assert own_warehouse.load("无一行可用.xlsx").counts == (4, 0, 4, 0, 0)
    assert set(in_force(own_warehouse, "income_detail").values()) == {"全市.xlsx"}


def test_an_annual_table_that_names_no_county_replaces_nothing_and_is_not_replaced(
    own_warehouse: Warehouse, own_landing: Landing, put_year: PutYear
) -> None:
    put_year("无村代码.xlsx", HOMES, 村代码=None)
    put_year("全市.xlsx", [*HOMES, *ELSEWHERE])
    own_warehouse.take(own_landing)
    assert status(own_warehouse, "无村代码.xlsx") == "accepted"
    assert own_warehouse.load("无村代码.xlsx").counts == (4, 4, 0, 0, 0)
    put_year("无村代码坏行.xlsx", HOMES, 村代码=None, 工资性收入="约500")
    own_warehouse.take(own_landing)
    assert status(own_warehouse, "无村代码坏行.xlsx") == "accepted"
    assert {found.rule for found in own_warehouse.findings("无村代码坏行.xlsx")} == {"I04"}
    assert set(in_force(own_warehouse, "income_detail").values()) == {"全市.xlsx"}


def test_an_annual_table_received_before_the_one_in_force_is_superseded_at_once(
    own_warehouse: Warehouse, own_landing: Landing, put_year: PutYear
) -> None:
    put_year("后.xlsx", HOMES, hour=9)
    own_warehouse.take(own_landing)
    put_year("先.xlsx", [*HOMES, ELSEWHERE[0]], hour=8)
    put_year("更先.xlsx", HOMES[1:], hour=7)
    own_warehouse.take(own_landing)
    assert status(own_warehouse, "后.xlsx") == "accepted"
    assert status(own_warehouse, "先.xlsx") == "accepted"  # still in force for 宝山区
    assert status(own_warehouse, "更先.xlsx") == "superseded"


def line(serial: int = 0) -> Cells:
    return {"certno": HOMES[serial].head.citizen_id, "psn_insu_stas": "1"}


def bill(number: str) -> Cells:
    return {"setl_id": number, "certno": HOMES[0].head.citizen_id, "setl_time": "2023-02-05"}


def test_enrolments_and_settlements_replace_only_their_own_kind(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    own_landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    month = ("medical_insurance", "2023-02")
    own_landing.put(*month, "参保1.csv", files.enrolment([line(0)]))
    own_landing.put(*month, "结算1.csv", files.settlements([bill("A")]))
    own_landing.put(*month, "参保2.csv", files.enrolment([line(0), line(1)]))
    own_warehouse.take(own_landing)
    assert [status(own_warehouse, name) for name in ("参保1.csv", "结算1.csv", "参保2.csv")] == [
        "superseded",
        "accepted",
        "accepted",
    ]
    own_landing.put(*month, "结算2.csv", files.settlements([bill("B")]))
    own_warehouse.take(own_landing)
    assert status(own_warehouse, "结算1.csv") == "superseded"
    assert status(own_warehouse, "参保2.csv") == "accepted"


def test_a_village_replaces_its_own_month_only(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    own_landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    rows = [village_row(home) for home in HOMES]
    month = ("village_submission", "2023-02")
    own_landing.put(*month, "双胜.xlsx", village(SHUANGSHENG, "2023-02", rows))
    own_landing.put(*month, "朝阳.xlsx", village(CHAOYANG, "2023-02", rows[:1]))
    own_landing.put(*month, "双胜 更正.xlsx", village(SHUANGSHENG, "2023-02", rows[:1]))
    own_landing.put(
        "village_submission", "2023-03", "双胜 3月.xlsx", village(SHUANGSHENG, "2023-03", rows)
    )
    own_warehouse.take(own_landing)
    assert status(own_warehouse, "双胜.xlsx") == "superseded"
    for name in ("朝阳.xlsx", "双胜 更正.xlsx", "双胜 3月.xlsx"):
        assert status(own_warehouse, name) == "accepted"
    assert own_warehouse.load("双胜.xlsx").counts == (4, 4, 0, 0, 0)


def test_a_rejected_correction_replaces_nothing(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    own_landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    own_landing.put("household_roster", "2023-01", "更正.xlsx", b"damaged")
    own_warehouse.take(own_landing)
    assert status(own_warehouse, "花名册.xlsx") == "accepted"
    assert status(own_warehouse, "更正.xlsx") == "rejected"


def test_a_correction_all_of_whose_rows_are_rejected_still_replaces_the_month(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    own_landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    nobody = [row | {"人编号": ""} for row in roster_rows(HOMES)]
    own_landing.put("household_roster", "2023-01", "更正.xlsx", roster(nobody))
    rows = [village_row(home) for home in HOMES]
    own_landing.put(
        "village_submission", "2023-02", "村.xlsx", village(SHUANGSHENG, "2023-02", rows)
    )
    own_warehouse.take(own_landing)
    assert status(own_warehouse, "花名册.xlsx") == "superseded"
    assert own_warehouse.load("村.xlsx").counts == (4, 0, 4, 0, 0)


def test_of_two_versions_sent_at_once_the_last_by_name_is_in_force(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    moment = "2023-02-01T08:00:00+08:00"
    for count, name in ((1, "a.xlsx"), (2, "B.xlsx"), (3, "1.xlsx")):
        data = roster(roster_rows(HOMES[:count]))
        own_landing.put("household_roster", "2023-01", name, data, sent_at=moment)
    own_warehouse.take(own_landing)
    in_order = ["1.xlsx", "B.xlsx", "a.xlsx"]  # by character code, in any locale
    assert [status(own_warehouse, name) for name in in_order] == [
        "superseded",
        "superseded",
        "accepted",
    ]


def test_the_same_instant_in_another_time_zone_is_the_same_instant(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    place = ("household_roster", "2023-01")
    later = roster(roster_rows(HOMES[:1]))
    own_landing.put(
        *place, "北京时间.xlsx", roster(roster_rows(HOMES)), sent_at="2023-02-01T07:59:00+08:00"
    )
    own_landing.put(*place, "世界时.xlsx", later, sent_at="2023-02-01T00:00:00Z")
    own_warehouse.take(own_landing)
    assert status(own_warehouse, "北京时间.xlsx") == "superseded"


def test_months_without_a_roster_are_judged_by_the_last_one_before(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    own_landing.put("household_roster", "2023-01", "一月.xlsx", roster(roster_rows(HOMES)))
    own_landing.put("household_roster", "2023-04", "四月.xlsx", roster(roster_rows(HOMES[:1])))
    rows = [village_row(home) for home in HOMES]
    for month in ("2022-12", "2023-01", "2023-03", "2023-04", "2023-05"):
        data = village(SHUANGSHENG, month, rows)
        own_landing.put("village_submission", month, f"{month}.xlsx", data)
    own_warehouse.take(own_landing)
    accepted = {
        month: own_warehouse.load(f"{month}.xlsx").accepted
        for month in ("2022-12", "2023-01", "2023-03", "2023-04", "2023-05")
    }
    assert accepted == {"2022-12": 0, "2023-01": 4, "2023-03": 4, "2023-04": 1, "2023-05": 1}
