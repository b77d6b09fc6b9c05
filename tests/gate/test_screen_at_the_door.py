"""Numbers of people, typed where they do not belong, reach the vault and nothing else."""

import io
import logging
from contextlib import redirect_stderr, redirect_stdout

import pytest

from ingestion.contract import load_contracts
from ingestion.load.look import look
from ingestion.privacy.personal_data import reveal
from ingestion.privacy.vault import Vault
from tests.gate import landing_files as files
from tests.gate.canaries import Canaries
from tests.gate.landing_files import Cells, Landing, roster, roster_rows, village, village_row
from tests.gate.people import SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(3)]
BY = {"person": "管理员", "reason": "测试"}
ALL_TABLES = """
select schemaname || '.' || tablename from pg_tables
where schemaname not in ('pg_catalog', 'information_schema', 'vault') order by 1
"""

CANARIES = Canaries()


def land(landing: Landing) -> None:
    parts = {part.table: part for one in load_contracts().values() for part in one.parts}
    unknown = [f"监护人 {CANARIES.plant('unknown header')} {CANARIES.plant('second number')}"]
    head = HOMES[0].head
    person: Cells = {"姓名": head.name, "证件号码": head.citizen_id}

    def put(
        feed: str, period: str, data: bytes, name: str = "报表{}.{}", whole: bytes | None = None
    ) -> None:
        ending = "csv" if load_contracts()[feed].form == "csv" else "xlsx"
        number = CANARIES.plant(f"file name of {feed}")
        landing.put(feed, period, name.format(number, ending), data, whole=whole)

    planted = CANARIES.in_each_column
    people = planted(parts["household_roster"], roster_rows(HOMES)[0], files.ROSTER_HEADER)
    put("household_roster", "2023-01", roster([*roster_rows(HOMES)[1:], *people]))
    put("household_roster", "2023-02", roster(roster_rows(HOMES)))
    put("household_roster", "2023-02", roster(roster_rows(HOMES)), "副本 {}.{}")
    put("household_roster", "2023-02", roster(roster_rows(HOMES[:1])), "未传完{}.{}", whole=b"")
    put("household_roster", "2023-02", b"broken", "坏{}.{}")
    rows = planted(parts["village_submission"], village_row(HOMES[0]), files.VILLAGE_HEADER)
    answer: Cells = {"户编号": HOMES[0].number, "预警规则": "income_drop", "核实结果": "属实"}
    answers = planted(parts["village_feedback"], answer, files.FEEDBACK_HEADER)
    total: Cells = {"务工收入": CANARIES.text("total"), "备注": CANARIES.text("total")}
    header = [*files.VILLAGE_HEADER, *unknown]
    data = village(SHUANGSHENG, "2023-02", rows, header=header, total=total, feedback=answers)
    put("village_submission", "2023-02", data)
    for label in range(8):
        labels: list[files.Cell] = ["村代码", SHUANGSHENG, "所属月份", "2023-02"]
        labels += ["填报人", "某某", "填报日期", "2023-03-01"]
        labels[label] = CANARIES.text(f"label {labels[label]}")
        data = village(SHUANGSHENG, "2023-02", rows[:1], labels=labels)
        put("village_submission", "2023-02", data)
    columns = [*files.VILLAGE_HEADER[1:], f"备注{CANARIES.plant('header')}"]
    put("village_submission", "2023-03", village(SHUANGSHENG, "2023-03", rows[:1], header=columns))
    sheet = {f"收支月报{CANARIES.plant('sheet', 'mobile')}": [["收支月报"]]}
    put("village_submission", "2023-03", files.workbook(sheet))
    line: Cells = {"身份证号": head.citizen_id, "姓名": head.name, "参保状态": "1"}
    lines = planted(parts["social_security"], line, files.SOCIAL_HEADER)
    put("social_security", "2023-02", files.social_security(lines))
    line = {"certno": head.citizen_id, "psn_name": head.name}
    lines = planted(parts["medical_enrolment"], line, files.ENROLMENT_HEADER)
    put("medical_insurance", "2023-02", files.enrolment(lines))
    lines = planted(parts["medical_settlement"], line, files.SETTLEMENT_HEADER)
    put("medical_insurance", "2023-02", files.settlements(lines))
    lines = planted(parts["employment"], person, files.EMPLOYMENT_HEADER)
    put("employment", "2023-02", files.employment(lines))
    line = {"年度": "2022", "户编号": HOMES[0].number, "户主证件号码": head.citizen_id}
    lines = planted(parts["income_detail"], line, files.INCOME_HEADER)
    put("income_detail", "2022", files.income_detail(lines))
    beside_the_files(landing)


def beside_the_files(landing: Landing) -> None:
    """Folders and files that are passed over, and lines of a manifest that cannot be read."""
    root = landing.root
    for folder in ("{}", "employment/2023-{}", "employment/2023-02/{}"):
        made = root / folder.format(CANARIES.plant("folder"))
        made.mkdir()
        (made / "a.xlsx").touch()
    (root / "employment/2023-02" / f"{CANARIES.plant('unfinished')}.tmp").touch()
    hidden = root / "employment/2023-02" / f"{CANARIES.plant('unreadable')}.xlsx"
    hidden.symlink_to(root / "nowhere")
    name = f"{CANARIES.plant('manifest')}.xlsx"
    landing.note("employment", "2023-02", name, b"", sent_at="昨天")


@pytest.fixture(scope="module", autouse=True)
def told(warehouse: Warehouse, landing: Landing) -> str:
    """What the loading and checking of it all printed and logged."""
    printed, top = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(printed), top.level
    top.addHandler(handler)
    top.setLevel(logging.INFO)
    land(landing)
    with redirect_stdout(printed), redirect_stderr(printed):
        warehouse.take(landing)
        found = look(
            warehouse.engine, load_contracts(), str(landing.root), settings=warehouse.settings
        )
        printed.write(str(found.passed_over))
    top.removeHandler(handler)
    top.setLevel(level)
    return printed.getvalue()


def test_no_table_holds_a_number_in_clear(warehouse: Warehouse) -> None:
    assert warehouse.query("select count(*) from ops.finding")[0][0] > 20
    assert len({status for (status,) in warehouse.query("select status from ops.load")}) > 3
    leaks = {}
    for (table,) in warehouse.query(ALL_TABLES):
        rows = warehouse.query(f"select row::text from {table} as row")
        if found := CANARIES.found_in("\n".join(row for (row,) in rows)):
            leaks[table] = found
    assert leaks == {}


def test_nothing_in_clear_is_printed_or_logged(told: str) -> None:
    assert "not in a period folder" in told
    assert "not a regular file" in told
    assert CANARIES.found_in(told) == {}


def test_the_ledger_knows_every_file_again(warehouse: Warehouse, landing: Landing) -> None:
    before = warehouse.sizes()
    assert sum(one.files for one in warehouse.receive(landing).values()) == 0
    assert warehouse.sizes() == before


def test_the_vault_holds_the_originals_of_what_villages_and_the_roster_wrote(
    warehouse: Warehouse,
) -> None:
    vault = Vault.from_settings(warehouse.settings)
    rows = warehouse.query("select token, nonce, ciphertext from vault.secret")
    kept = "\n".join(vault.decrypt(token, bytes(n), bytes(text)) for token, n, text in rows)
    departments = ("social_security", "medical", "employment", "second number")
    passed_over = ("folder", "unfinished", "unreadable", "manifest", "sheet", "label 填报")
    missed = {
        place
        for number, place in CANARIES.planted.items()
        if number not in kept and not place.startswith((*departments, *passed_over))
    }
    # Labels themselves, and what stands in place of the month, are read and not kept.
    assert missed <= {f"label {text}" for text in ("村代码", "所属月份", "2023-02", "某某")} | {
        "label 2023-03-01",
        "header",
    }
    unkept = [number for number, place in CANARIES.planted.items() if place.startswith("medical_")]
    assert not any(number in kept for number in unkept)


def test_each_original_is_found_from_its_place(warehouse: Warehouse) -> None:
    places = warehouse.query("select distinct place from ops.screened order by 1")
    assert [place for (place,) in places] == ["cell", "file name", "header", "label"]
    [(token,)] = warehouse.query(
        "select token from ops.screened where table_name = 'village_submission'"
        " and column_name = 'remark' and row_number < 1000 order by row_number limit 1"
    )
    clear = reveal(warehouse.engine, warehouse.settings, token, **BY)
    assert CANARIES.found_in(clear)
