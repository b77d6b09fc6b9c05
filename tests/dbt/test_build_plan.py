"""Which months a build makes new when the calendar grows or shrinks (rules.md, Time)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from ingestion.contract import load_contracts
from ingestion.load import reversal
from tests.dbt.conftest import EmptyWarehouse
from tests.dbt.installations import an_installation, copy_of
from tests.gate.landing_files import (
    Cells,
    Landing,
    employment,
    income_detail,
    roster,
    roster_rows,
    village,
    village_row,
)
from tests.gate.people import BAOSHAN, SHUANGSHENG, household
from zengshou.jobs import steps
from zengshou.warehouse import build_plan, dbt

HOMES = [household(serial) for serial in range(2)]
ROSTER = roster(roster_rows(HOMES))
AT_WORK: list[Cells] = [
    {"人编号": home.head.number, "证件号码": home.head.citizen_id, "是否务工": "否"}
    for home in HOMES
]
CHANGED_FILES = """
select file_name from ops.changed_load inner join ops.receipt using (load_id)
where edition = 'marts' order by file_name collate "C"
"""
FILE_OF = "select load_id from ops.receipt where feed = :feed and period = :period"


@pytest.fixture
def landing(empty_warehouse: EmptyWarehouse, tmp_path: Path) -> Iterator[Landing]:
    """A landing zone whose warehouse has all tables and knows no file."""
    template = empty_warehouse.engine.url.render_as_string(hide_password=False)
    empty_warehouse.engine.dispose()
    with an_installation(empty_warehouse.home, copy_of(template, f"plan_{uuid4().hex[:8]}")):
        yield Landing(tmp_path / "landing")
        steps.engine().dispose()


def first_month_made_new(landing: Landing, *, whole: bool = False) -> date | None:
    """Receive and judge what is new, and plan the build."""
    for feed in load_contracts():
        steps.receive_feed(feed, str(landing.root))
    steps.check()
    return build_plan.begin(steps.engine(), dbt.NOW, whole=whole).touched_from


def of_the_year(number: str, village_code: str) -> Cells:
    """A household's row of the table of 2022."""
    return {
        "年度": 2022,
        "村代码": village_code,
        "户编号": number,
        "家庭人口数": 2,
        "工资性收入": 20000,
    }


def report(landing: Landing, month: str) -> None:
    rows = [village_row(home, 入户日期=f"{month}-10") for home in HOMES]
    landing.put("village_submission", month, "月报.xlsx", village(SHUANGSHENG, month, rows))


def test_months_that_a_later_report_fills_in_are_made_new_whatever_departments_sent_before(
    landing: Landing,
) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", ROSTER)
    report(landing, "2023-02")
    landing.put("employment", "2023-09", "务工.xlsx", employment(AT_WORK))
    first_month_made_new(landing, whole=True)
    report(landing, "2023-06")
    assert first_month_made_new(landing) == date(2023, 3, 1), "March to May are new, too"


def test_months_that_go_with_the_last_roster_are_taken_away(landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", ROSTER)
    report(landing, "2023-02")
    landing.put("household_roster", "2023-06", "花名册.xlsx", ROSTER)
    first_month_made_new(landing, whole=True)
    with steps.engine().connect() as connection:
        values = {"feed": "household_roster", "period": "2023-06"}
        load_id = connection.execute(sa.text(FILE_OF), values).scalar_one()
    reversal.revert(steps.engine(), load_id, person="某", reason="试")
    assert first_month_made_new(landing) == date(2023, 3, 1), "March to June are no months now"


def test_a_file_that_loses_a_county_to_a_newer_one_is_read_again(landing: Landing) -> None:
    """It stays accepted for its other counties, and nothing else about it changes."""
    both = [of_the_year("A1", SHUANGSHENG), of_the_year("B1", BAOSHAN)]
    landing.put("income_detail", "2022", "两县.xlsx", income_detail(both))
    first_month_made_new(landing, whole=True)
    landing.put("income_detail", "2022", "一县.xlsx", income_detail(both[1:]))
    first_month_made_new(landing)
    with steps.engine().connect() as connection:
        found = connection.execute(sa.text(CHANGED_FILES)).scalars().all()
    assert found == ["一县.xlsx", "两县.xlsx"]
