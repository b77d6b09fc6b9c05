"""A small made-up city through the real DAGs: what a new user sees, and what must never change."""

import csv
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from openpyxl import load_workbook
from sqlalchemy import make_url

from ingestion.contract import load_contracts
from zengshou.airflow.config import DATABASE_FILE
from zengshou.demo.city import CitySummary, write_city
from zengshou.local import postgres

pytestmark = pytest.mark.runs

COMMAND = [sys.executable, "-c", "from zengshou.cli.main import main; main()"]
TABLES = """
select schemaname || '.' || tablename from pg_tables
where schemaname in ('raw', 'ops', 'vault', 'marts') and tablename not in ('migration', 'build')
order by 1
"""
EVERY_TABLE = """
select format('%I.%I', schemaname, tablename) from pg_tables
where schemaname not in ('pg_catalog', 'information_schema') order by 1
"""
#: A village may have the same name as a person.
NAMES_OF_PLACES = (".division_register", ".dim_division", ".collective_economy")
#: Numbers of people that belong to nobody in the city; a village types them where it should not.
CANARIES = ("230521195801219489", "13900000048", "6222021234567890128")
#: Who runs zengshou finds a file by its name, with the name of a person in it.
KNOW_FILE_NAMES = ("logs/", "ops.", "airflow/")
#: Values that may differ between two runs with the same work.
CONSERVED = """
select feed, period, file_name from ops.load
where status in ('accepted', 'superseded')
    and rows_received <> rows_accepted + rows_rejected + rows_out_of_scope + rows_duplicate
"""
FOUND = """
select load.feed, load.period, load.file_name, finding.row_number, finding.rule
from ops.finding as finding inner join ops.load as load using (load_id)
"""


@dataclass(frozen=True)
class Installation:
    """A warehouse that has processed a small city, and the city."""

    home: Path
    url: str
    city: CitySummary
    #: The person whose name stands in the name of a village's workbook.
    head: str

    def zengshou(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line on this installation."""
        environment = os.environ | {
            "ZENGSHOU_HOME": str(self.home),
            "ZENGSHOU_DATABASE_URL": self.url,
        }
        return subprocess.run(
            [*COMMAND, *arguments],
            capture_output=True,
            text=True,
            env=environment,
            timeout=500,
            check=False,
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the warehouse."""
        url = make_url(self.url).set(drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
            return connection.execute(query.encode()).fetchall()


def plant(city: CitySummary) -> str:
    """Write the canaries into the name and the remarks of a village's workbook.

    The name also holds that of a head of a household, which is returned.

    The workbook has no mistakes, so that the list of the mistakes stays as it is.
    """
    wrong = {mistake.file_name for mistake in city.mistakes}
    books = sorted(city.landing.glob("village_submission/*/*.xlsx"))
    path = next(one for one in books if one.name not in wrong)
    book = load_workbook(path)
    sheet = book["收支月报"]
    remark = next(cell.column for cell in sheet[4] if cell.value == "备注")
    for row, number in enumerate(CANARIES, 5):
        sheet.cell(row, remark).value = f"联系 {number}"
    named = next(cell.column for cell in sheet[4] if cell.value == "户主姓名")
    heads = (str(sheet.cell(row, named).value) for row in range(5, sheet.max_row + 1))
    head = next(one for one in heads if len(one) > 2)
    renamed = path.with_name(f"报 {' '.join(CANARIES)} {head}.xlsx")
    book.save(renamed)
    path.unlink()
    manifest = path.with_name("_manifest.csv")
    lines = list(csv.reader(manifest.read_text(encoding="utf-8").splitlines()))
    for line in lines:
        if line[0] == path.name:
            line[:2] = renamed.name, hashlib.sha256(renamed.read_bytes()).hexdigest()
    manifest.write_text("\n".join(map(",".join, lines)) + "\n", encoding="utf-8")
    return head


@pytest.fixture(scope="module")
def installation(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Two counties, four villages, three income years."""
    home = tmp_path_factory.mktemp("city")
    city = write_city(
        home / "landing",
        counties=["230521", "230523"],
        villages=4,
        households_per_village=8,
        workers=1,
    )
    head = plant(city)
    url = postgres.ensure_database(database_url, "made_up_city")
    made = Installation(home, url, city, head)
    result = made.zengshou("run", "--landing", str(city.landing))
    assert result.returncode == 0, result.stderr
    return made


def test_every_file_of_the_senders_is_in_the_ledger(installation: Installation) -> None:
    found = dict(installation.rows("select feed, count(*) from ops.load group by feed"))
    known = load_contracts()
    sent = {feed: count for feed, count in installation.city.files.items() if feed in known}
    assert found == sent


def test_nothing_received_is_lost(installation: Installation) -> None:
    assert installation.rows(CONSERVED) == []


def test_every_mistake_made_on_purpose_is_found_where_it_was_made(
    installation: Installation,
) -> None:
    found = set(installation.rows(FOUND))
    missed = [
        mistake
        for mistake in installation.city.mistakes
        if mistake.feed in load_contracts()
        and (
            mistake.feed,
            mistake.period,
            mistake.file_name,
            mistake.row_number,
            mistake.rule,
        )
        not in found
    ]
    assert missed == []


def test_the_score_table_is_shown_as_table_csv_and_json(installation: Installation) -> None:
    table = installation.zengshou("scores", "--year", "2023")
    assert "集贤县" in table.stdout
    assert "宝清县" in table.stdout
    csv = installation.zengshou("scores", "--year", "2023", "--format", "csv").stdout
    assert csv.splitlines()[0].startswith("assessment_year,as_of_month,county_code")
    rows = json.loads(installation.zengshou("scores", "--year", "2023", "--format", "json").stdout)
    assert {row["county_code"] for row in rows} == {"230521", "230523"}


def test_a_year_whose_target_lacks_its_base_is_not_scored_and_says_why(
    installation: Installation,
) -> None:
    result = installation.zengshou("scores", "--year", "2022")
    assert result.returncode == 1
    assert "no income of 2020" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert installation.rows("select 1 from marts.county_score where assessment_year = 2022") == []
    assert installation.rows("select 1 from marts.division_year where income_year = 2022")


def test_a_second_run_changes_nothing(installation: Installation) -> None:
    tables = [row[0] for row in installation.rows(TABLES)]

    def contents() -> dict[str, str]:
        return {
            table: installation.rows(
                f"select md5(string_agg(row::text, '' order by row::text)) from {table} as row"
            )[0][0]
            for table in tables
        }

    before = contents()
    result = installation.zengshou("run", "--landing", str(installation.city.landing))
    assert result.returncode == 0, result.stderr
    assert contents() == before


def test_no_id_name_or_phone_in_clear_reaches_anything_that_people_read(
    installation: Installation,
) -> None:
    """Neither a file of the run (logs, dbt's output, Airflow's with its XComs, Data Docs) nor a
    table of the warehouse."""
    secrets = [
        *installation.city.known_ids,
        *installation.city.known_names,
        *installation.city.known_phones,
        *CANARIES,
    ]
    documented = installation.zengshou("docs", "--to", str(installation.home / "site"))
    assert documented.returncode == 0, documented.stderr
    texts = {
        str(path.relative_to(installation.home)): path.read_text(encoding="utf-8", errors="ignore")
        for folder in ("logs", "dbt", "airflow", "site")
        for path in (installation.home / folder).rglob("*")
        if path.is_file()
    }
    assert any(name.startswith("site/quality/") for name in texts)
    for (table,) in installation.rows(EVERY_TABLE):
        rows = installation.rows(f"select row::text from {table} as row")
        texts[table] = "\n".join(row[0] for row in rows)
    masked = "报 230521********9489 139****0048 6222***********0128 "
    assert any(masked in texts[table] for table in ("ops.receipt", "staging.stg_loads"))
    read = {"raw.household_roster", "ops.validation", f"airflow/{DATABASE_FILE}"}
    assert read <= set(texts)
    leaks = {
        place
        for place, text in texts.items()
        if not place.endswith(NAMES_OF_PLACES)
        for secret in secrets
        if len(secret) > 2
        and secret in text
        and not (secret == installation.head and place.startswith(KNOW_FILE_NAMES))
    }
    assert leaks == set()
    assert installation.head in texts["ops.receipt"]


def test_a_file_is_found_taken_back_and_put_back_by_commands(installation: Installation) -> None:
    [(load_id, name)] = installation.rows(
        "select load_id, file_name from ops.load where status = 'accepted'"
        " and feed = 'village_submission' order by received_at desc, load_id desc limit 1"
    )
    listed = installation.zengshou("loads", "list", "--feed", "village_submission", "--limit", "1")
    assert f" {load_id} " in listed.stdout
    order = (str(load_id), "--reason", "报错了村", "--by", "张科长")
    for action, told in (("revert", "reverted 已撤回"), ("restore", "restored 已恢复")):
        first = installation.zengshou("loads", action, *order)
        assert first.returncode == 0, first.stderr
        assert told in first.stdout
        assert name in first.stdout
    again = installation.zengshou("loads", "restore", *order)
    assert "nothing to do" in again.stdout
    unknown = installation.zengshou("loads", "revert", "999999", "--reason", "x")
    assert unknown.returncode == 1
    assert unknown.stderr.splitlines() == [
        "zengshou: there is no load 999999: `zengshou loads list` shows them"
    ]


def test_landed_files_stay_unless_a_retention_is_set(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    landing = ("--landing", str(installation.city.landing))
    unset = installation.zengshou("expire", *landing)
    assert unset.returncode == 1
    assert "landed files stay forever" in unset.stderr
    monkeypatch.setenv("ZENGSHOU_RETENTION_DAYS", "1")
    installation.rows("update ops.receipt set loaded_at = now() - interval '2 days' returning 1")
    files = sorted(installation.city.landing.rglob("*"))
    shown = installation.zengshou("expire", *landing, "--dry-run")
    assert shown.returncode == 0, shown.stderr
    assert "would be removed" in shown.stdout
    assert "未完整入库" in shown.stdout
    assert sorted(installation.city.landing.rglob("*")) == files
