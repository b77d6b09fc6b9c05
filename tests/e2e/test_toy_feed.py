"""A seventh feed takes one contract and one staging model, and no line of Python."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from ingestion.settings import PROJECT_ROOT
from tests.gate.landing_files import Cell, Landing, roster, roster_rows, workbook
from tests.gate.people import household
from zengshou.airflow.config import DATABASE_FILE
from zengshou.local import postgres

pytestmark = pytest.mark.runs

COPIED = ("dags", "dbt_project", "docs", "expectations", "ingestion", "zengshou", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "target", "logs", ".user.yml")
COMMAND = [sys.executable, "-c", "from zengshou.cli.main import main; main()"]
FEED = "toy_housing"
TABLES = """
select format('%I.%I', schemaname, tablename) from pg_tables
where schemaname not in ('pg_catalog', 'information_schema') order by 1
"""
CONTRACT = """\
# 住房安全台账 — a feed that exists in this test only
feed: toy_housing
title: 住房安全台账
title_en: Housing safety ledger
owner: {sender: 住房和城乡建设局, sender_en: housing bureau}
period: month
due_day: 8
form: xlsx
replaces: whole
parts:
  - table: toy_housing
    title: 住房安全
    one_row_is: a household's dwelling
    layout: {sheet: first, header_row: 2}
    key: [household_id]
    judged_against: {household: household_id}
    columns:
      household_id: {header: 户编号, type: code}
      head_name: {header: 户主姓名, type: name, personal: identifying}
      grade: {header: 危房等级, allowed: [A, B, C, D]}
      repaired_on: {header: 改造日期, type: date}
      subsidy: {header: 补助金额, type: money, unit: yuan}
    rules:
      T01:
        severity: reject
        message: 户编号不在花名册中。
        expect: household_on_roster
        column: household_id
      T02: {severity: reject, message: 危房等级须为A、B、C、D。, expect: in_set, column: grade}
      T03: {severity: reject, message: 补助金额无法识别。, expect: readable, columns: [subsidy]}
      T04: {severity: reject, message: 同一户重复。, expect: unique, by: [household_id]}
      T11: {severity: warn, message: 补助过高。, expect: between, column: subsidy, most: 50000}
"""
STAGING = """\
with

accepted as (
    {{ accepted_rows('toy_housing') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        cell.text(household_id) as household_id,
        head_name_masked,
        cell.text(grade) as grade,
        cell.money(subsidy) as subsidy
    from accepted
)

select * from final
"""
HOMES = [household(serial) for serial in range(6)]
HEADER = ["户编号", "户主姓名", "危房等级", "改造日期", "补助金额"]
ROWS: list[list[Cell]] = [
    ["H0000", "赵甲000", "C", "2023-01-05", "￥20,000"],
    ["H0001", "钱甲001", "E", "2023-01-05", 100],
    ["H7777", "某某某", "D", "", "约300"],
    ["H0003", "李甲003", "Ｄ", "", 60000],
    ["H0004", "周甲004", "A", "", ""],
    ["H0004", "周甲004", "A", "", ""],
]


@dataclass(frozen=True)
class Project:
    """A copy of the project that has got the new feed."""

    root: Path
    url: str

    def zengshou(self, *arguments: str) -> None:
        """Run the copy's command line on its own installation; it must succeed."""
        environment = os.environ | {
            "PYTHONPATH": str(self.root),
            "ZENGSHOU_HOME": str(self.root / ".zengshou"),
            "ZENGSHOU_DATABASE_URL": self.url,
        }
        result = subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            timeout=500,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the copy's warehouse."""
        url = make_url(self.url).set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture(scope="module")
def project(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with the toy feed, after `zengshou render` and `zengshou run`."""
    root = tmp_path_factory.mktemp("toy") / "project"
    root.mkdir()
    for name in COPIED:
        source = PROJECT_ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=LEFT_OUT)
        else:
            shutil.copy(source, root / name)
    (root / f"ingestion/contracts/{FEED}.yml").write_text(CONTRACT, encoding="utf-8")
    model = root / f"dbt_project/models/staging/{FEED}/stg_{FEED}.sql"
    model.parent.mkdir()
    model.write_text(STAGING, encoding="utf-8")

    landing = Landing(root / "landing")
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    landing.put(FEED, "2023-02", "住房.xlsx", workbook({"台账": [["住房安全台账"], HEADER, *ROWS]}))
    made = Project(root, postgres.ensure_database(database_url, FEED))
    made.zengshou("render")
    made.zengshou("run", "--landing", str(landing.root))
    return made


def test_its_task_has_run(project: Project) -> None:
    with closing(sqlite3.connect(project.root / ".zengshou" / "airflow" / DATABASE_FILE)) as runs:
        states = runs.execute(
            f"select state from task_instance where task_id = 'receive_{FEED}'"
        ).fetchall()
    assert states == [("success",)]


def test_its_rows_are_received_and_judged_by_its_rules(project: Project) -> None:
    [load] = project.rows(
        "select status, rows_received, rows_accepted, rows_rejected, rows_out_of_scope,"
        f" rows_duplicate from ops.load where feed = '{FEED}'"
    )
    assert load == ("accepted", 6, 2, 4, 0, 0)
    findings = project.rows(
        "select row_number, rule, severity, column_name from ops.finding inner join ops.load"
        f" using (load_id) where feed = '{FEED}' order by row_number, rule"
    )
    assert findings == [
        (4, "T02", "reject", "危房等级"),
        (5, "T01", "reject", "户编号"),
        (5, "T03", "reject", "补助金额"),
        (6, "T11", "warn", "补助金额"),
        (7, "T04", "reject", "户编号"),
        (8, "T04", "reject", "户编号"),
    ]


def test_its_rows_are_kept_as_received_without_names(project: Project) -> None:
    rows = project.rows(
        f"select row_number, household_id, head_name_masked, subsidy from raw.{FEED}"
    )
    assert (3, "H0000", "赵****", "￥20,000") in rows
    assert len(rows) == len(ROWS)


def test_its_staging_model_holds_the_accepted_rows(project: Project) -> None:
    rows = project.rows(
        f"select month::text, household_id, grade, subsidy::text from staging.stg_{FEED} order by 2"
    )
    assert rows == [
        ("2023-02-01", "H0000", "C", "20000.00"),
        ("2023-02-01", "H0003", "D", "60000.00"),
    ]


def test_its_source_page_and_standard_contract_are_generated(project: Project) -> None:
    source = project.root / f"dbt_project/models/staging/{FEED}/_{FEED}__source.yml"
    assert f"- name: {FEED}" in source.read_text(encoding="utf-8")
    page = (project.root / f"docs/feeds/{FEED}.md").read_text(encoding="utf-8")
    for words in ("住房安全台账", "危房等级", "T04", "同一户重复"):
        assert words in page
    assert FEED in (project.root / "docs/feeds/README.md").read_text(encoding="utf-8")
    assert (project.root / f"docs/feeds/odcs/{FEED}.odcs.yaml").is_file()


def test_no_id_name_or_phone_is_left_in_clear_by_the_run(project: Project) -> None:
    """Neither in files (logs, dbt's and Airflow's output) nor in any table of the warehouse."""
    people = [person for home in HOMES for person in home.members]
    secrets = [text for one in people for text in (one.name, one.citizen_id, one.phone)]
    home = project.root / ".zengshou"
    texts = {
        str(path.relative_to(home)): path.read_text(encoding="utf-8", errors="ignore")
        for path in home.rglob("*")
        if path.is_file() and "secrets" not in path.parts
    }
    assert {"dbt", "logs"} <= {Path(name).parts[0] for name in texts}
    assert f"airflow/{DATABASE_FILE}" in texts, "the runs' own database, where XComs lie"
    for (table,) in project.rows(TABLES):
        rows = project.rows(f"select row::text from {table} as row")
        texts[table] = "\n".join(text for (text,) in rows)
    assert f"raw.{FEED}" in texts
    leaks = {place for place, text in texts.items() if any(secret in text for secret in secrets)}
    assert leaks == set()
