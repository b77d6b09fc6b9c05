"""Any value that the gate accepts goes through a whole month: no step ends in an error."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingestion.contract import load_contracts
from ingestion.settings import Settings
from tests.building import build_and_publish
from tests.dbt.installations import an_installation, copy_of
from tests.e2e.hostile_values import VALUES, hostile
from tests.gate import landing_files as files
from tests.gate.landing_files import Cells, Landing
from tests.gate.people import household
from zengshou.jobs import steps

pytestmark = pytest.mark.runs

CONTRACTS = load_contracts()
CODES = VALUES[CONTRACTS["household_roster"].part("household_roster").columns["household_id"].type]
HOMES = [replace(household(serial), number=code) for serial, code in enumerate(CODES)]
VILLAGE = HOMES[0].village
MONTHS = ("2023-01", "2023-02", "2023-03")
KEPT = ("村代码", "户编号", "户类型", "监测对象类别", "年度家庭人口数", "证件号码", "人员状态")


def cells(feed: str, table: str, number: int, **kept: files.Cell) -> Cells:
    return hostile(CONTRACTS[feed].part(table), number, list(kept)) | kept


def land(landing: Landing, month: str) -> None:
    """A file of each feed; people and household numbers are valid, all other cells are not kind."""
    roster: list[Cells] = []
    for number, home in enumerate(HOMES):
        for place, row in enumerate(files.roster_rows([home])):
            kept = {header: row[header] for header in KEPT if header in row}
            if place == 0:
                kept["与户主关系"] = "户主"
            kept["承诺授权书日期"] = "2020-01-01"
            row_cells = cells("household_roster", "household_roster", number + place, **kept)
            roster.append(row_cells | {"人编号": f"{number}{place}{CODES[number]}"[:64]})
    landing.put("household_roster", month, "花名册\x07.xlsx", files.roster(roster))
    by_home = list(enumerate(HOMES))
    landing.put(
        *("village_submission", month, f"{'长' * 80}.xlsx"),
        files.village(
            VILLAGE,
            month,
            [
                cells(
                    *("village_submission", "village_submission", number),
                    户编号=home.number,
                    户主证件号码=home.head.citizen_id,
                )
                for number, home in by_home
            ],
            feedback=[
                cells("village_submission", "village_feedback", number, 户编号=home.number)
                | {"预警规则": "below_line", "核实结果": "属实"}
                for number, home in by_home
            ],
        ),
    )
    for feed, table, key, made in (
        ("social_security", "social_security", "身份证号", gb18030),
        ("medical_insurance", "medical_enrolment", "certno", files.enrolment),
        ("medical_insurance", "medical_settlement", "certno", files.settlements),
        ("employment", "employment", "证件号码", files.employment),
    ):
        lines = [
            cells(feed, table, number, **{key: home.head.citizen_id}) | dated(table, month)
            for number, home in by_home
        ]
        landing.put(feed, month, f"{table}'%s.dat", made(lines))


def gb18030(lines: Iterable[Cells]) -> bytes:
    """Pension lines with characters that GBK lacks."""
    return files.csv_file(files.SOCIAL_HEADER, lines, "gb18030")


def dated(table: str, month: str) -> Cells:
    """What puts a line into its month."""
    own: dict[str, Cells] = {
        "social_security": {"实付年月": month, "支付标志": "1"},
        "medical_settlement": {"setl_time": f"{month}-05"},
        "employment": {"是否务工": "是"},
    }
    return own.get(table, {})


@pytest.fixture(scope="module")
def month_through(
    prepared: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Landing]:
    """Three months, from their files to the workbooks for counties."""
    home = tmp_path_factory.mktemp("limits")
    with an_installation(home, copy_of(prepared.database_url or "", "limits")):
        landing = Landing(home / "landing")
        for month in MONTHS:
            land(landing, month)
        year = [
            cells(
                *("income_detail", "income_detail", number),
                年度="2022",
                村代码=one.village,
                户编号=one.number,
            )
            for number, one in enumerate(HOMES)
        ]
        landing.put("income_detail", "2022", "年.xlsx", files.income_detail(year))
        for feed in CONTRACTS:
            steps.receive_feed(feed, str(landing.root))
        steps.check()
        build_and_publish()
        yield landing
        steps.engine().dispose()


def ledger(query: str) -> list[tuple[Any, ...]]:
    with steps.engine().connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]


@pytest.mark.usefixtures("month_through")
def test_every_file_is_judged_and_most_rows_count() -> None:
    statuses = {status for (status,) in ledger("select distinct status from ops.load")}
    assert statuses == {"accepted"}
    [(accepted, rejected)] = ledger("select sum(rows_accepted), sum(rows_rejected) from ops.load")
    assert accepted > 3 * rejected > 0, "values at the limits reach the marts"


@pytest.mark.usefixtures("month_through")
def test_the_figures_are_there_and_can_be_read() -> None:
    found = ledger("select household_id, month, net_income from marts.fct_household_month")
    assert len(found) > len(MONTHS)
    for (table,) in ledger("select tablename from pg_tables where schemaname = 'marts'"):
        ledger(f"select * from marts.{table}")


def test_every_sender_is_answered(month_through: Landing) -> None:
    done = steps.feedback(str(month_through.root))
    [(loads,)] = ledger("select count(*) from ops.load")
    assert done.answers == loads
    assert done.copies > 0
    for path in Path(month_through.root, "../outbox").rglob("*.xlsx"):
        openpyxl.load_workbook(path)


@pytest.mark.usefixtures("month_through")
def test_counties_get_their_workbooks_and_reports(tmp_path: Path) -> None:
    assert steps.dispatch("2023-03", str(tmp_path))
    assert steps.report("2023-03", str(tmp_path))
