"""Times and periods that cannot be (feeds.md, "Doubtful input": Times, F10)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.gate.landing_files import (
    SHANGHAI,
    Cells,
    Landing,
    income_detail,
    roster,
    roster_rows,
    village,
    village_row,
)
from tests.gate.people import SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(2)]
ROSTER = roster(roster_rows(HOMES))


@pytest.mark.parametrize(
    ("period", "is_possible"),
    [
        ("2203-07", False),
        ("2033-08", False),
        ("2023-08", True),
        ("2013-07", True),
        ("2013-06", False),
    ],
)
def test_a_period_far_from_its_receipt_is_rejected(
    own_warehouse: Warehouse, own_landing: Landing, period: str, *, is_possible: bool
) -> None:
    own_landing.put("household_roster", period, "a.xlsx", ROSTER, sent_at="2023-07-01T08:00+08:00")
    own_warehouse.take(own_landing)
    findings = [finding.rule for finding in own_warehouse.findings("a.xlsx")]
    assert ("F10" in findings) != is_possible
    if period == "2023-08":  # 31 days early: the time is not believed
        assert "以首次读取时间为准" in (own_warehouse.load("a.xlsx").reason or "")


def test_a_time_that_is_not_believed_is_told_and_kept_for_good(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    place = ("household_roster", "2023-07")
    own_landing.put_unlisted(*place, "未来.xlsx", ROSTER, datetime(2099, 1, 1, tzinfo=SHANGHAI))
    own_landing.put(*place, "下限.xlsx", roster(roster_rows(HOMES[:1])), sent_at="9999-12-31")
    before = datetime.now(UTC)
    own_warehouse.take(own_landing)
    first = {name: own_warehouse.load(name) for name in ("未来.xlsx", "下限.xlsx")}
    assert "到达时间2099-01-01 00:00晚于读取时间" in (first["未来.xlsx"].reason or ""), (
        "Beijing time"
    )
    for load in first.values():
        assert before <= load.received_at <= datetime.now(UTC) + timedelta(seconds=1)
        assert "以首次读取时间为准" in (load.reason or "")
    assert len({load.received_at for load in first.values()}) == 1, "one instant for one look"
    own_warehouse.take(own_landing)
    assert {name: own_warehouse.load(name) for name in first} == first


def test_a_correction_with_an_impossible_time_is_the_last_word(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    own_landing.put("household_roster", "2023-07", "花名册.xlsx", ROSTER)
    rows = [village_row(home) for home in HOMES]
    month = ("village_submission", "2023-07")
    own_landing.put(*month, "月报.xlsx", village(SHUANGSHENG, "2023-07", rows))
    correction = village(SHUANGSHENG, "2023-07", rows[:1])
    own_landing.put_unlisted(*month, "更正.xlsx", correction, datetime(1980, 1, 1, tzinfo=SHANGHAI))
    own_warehouse.take(own_landing)
    assert own_warehouse.load("更正.xlsx").status == "accepted"
    assert own_warehouse.load("月报.xlsx").status == "superseded"


def test_the_same_bytes_of_an_impossible_period_are_judged_by_their_own_receipt(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    place = ("household_roster", "2013-05")
    own_landing.put(*place, "a.xlsx", ROSTER, sent_at="2023-07-01T08:00+08:00")
    own_landing.put(*place, "b.xlsx", ROSTER, sent_at="2023-07-01T09:00+08:00")
    own_landing.put(*place, "c.xlsx", ROSTER, sent_at="2013-06-01T09:00+08:00")
    own_warehouse.take(own_landing)
    statuses = [own_warehouse.load(f"{name}.xlsx").status for name in "abc"]
    assert statuses == ["rejected", "rejected", "accepted"]


def test_a_year_begins_with_its_income_year(own_warehouse: Warehouse, own_landing: Landing) -> None:
    rows: list[Cells] = [
        {"年度": "2023", "村代码": HOMES[0].village, "户编号": HOMES[0].number, "家庭人口数": 2}
    ]
    own_landing.put("income_detail", "2023", "a.xlsx", income_detail(rows), sent_at="2022-09-22")
    own_landing.put("income_detail", "2024", "b.xlsx", income_detail(rows), sent_at="2022-09-22")
    own_warehouse.take(own_landing)
    assert own_warehouse.load("a.xlsx").reason is None, "the year 2023 begins in October 2022"
    assert own_warehouse.load("b.xlsx").reason is not None
