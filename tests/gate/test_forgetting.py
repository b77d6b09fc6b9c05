"""A household's clear personal data is deleted on request, read back only with a trace."""

import psycopg
import pytest
import sqlalchemy as sa

from ingestion.privacy.audit import Refused
from ingestion.privacy.personal_data import forget, reveal
from tests.gate import landing_files as files
from tests.gate.landing_files import Cells, Landing, roster, roster_rows, village, village_row
from tests.gate.people import SHUANGSHENG, Person, household
from tests.gate.warehouses import Warehouse

GONE, STAYS = household(1), household(2)
HOMES = [GONE, STAYS]
PEOPLE = GONE.members
WORKS_NOT: Cells = {"是否务工": "否"}
ILLNESS = "户主患病住院，联系其女儿"
BY = {"person": "王主任", "reason": "本人申请"}
CLEAR = "select kind, token, nonce, ciphertext from vault.secret"


def land(landing: Landing, month: str = "2023-02") -> None:
    """A month of the roster, the village and two departments."""
    landing.put("household_roster", month, "名册.xlsx", roster(roster_rows(HOMES)))
    rows = [village_row(home, 备注=ILLNESS, 入户日期=f"{month}-10") for home in HOMES]
    answers: list[Cells] = [
        {"户编号": home.number, "预警规则": "income_drop", "核实结果": "属实", "帮扶措施": ILLNESS}
        for home in HOMES
    ]
    data = village(SHUANGSHENG, month, rows, feedback=answers)
    landing.put("village_submission", month, "月报.xlsx", data)
    lines: list[Cells] = [
        {"certno": person.citizen_id, "psn_name": person.name}
        for home in HOMES
        for person in home.members
    ]
    landing.put("medical_insurance", month, "参保.csv", files.enrolment(lines))
    work: list[Cells] = [
        {
            "姓名": home.head.name,
            "证件号码": home.head.citizen_id,
            "是否务工": "否",
            "企业名称": "某厂",
        }
        for home in HOMES
    ]
    landing.put("employment", month, "务工.xlsx", files.employment(work))


def clear_values(warehouse: Warehouse) -> set[str]:
    from ingestion.privacy.vault import Vault

    vault = Vault.from_settings(warehouse.settings)
    return {
        vault.decrypt(token, bytes(nonce), bytes(text))
        for _, token, nonce, text in warehouse.query(CLEAR)
    }


def of(people: tuple[Person, ...]) -> set[str]:
    return {value for one in people for value in (one.citizen_id, one.name, one.phone)}


def test_nothing_clear_is_left_of_the_household_and_everything_of_its_neighbours(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land(own_landing)
    own_warehouse.take(own_landing)
    assert clear_values(own_warehouse) == of(PEOPLE) | of(STAYS.members)
    done = forget(own_warehouse.engine, own_warehouse.settings, GONE.number, **BY)
    assert (done.people, done.clear_values, done.files) == (2, 6, 4)
    assert clear_values(own_warehouse) == of(STAYS.members)
    assert (
        own_warehouse.query(
            "select name_token, name_masked, phone_token, phone_masked,"
            " citizen_id_token is not null, citizen_id_birth_date is not null"
            " from raw.household_roster where household_id = :number",
            number=GONE.number,
        )
        == [(None, "*", None, None, True, True)] * 2
    )
    for table, column in (
        ("village_submission", "remark"),
        ("village_feedback", "measure"),
        ("employment", "workplace"),
        ("employment", "employer"),
    ):
        texts = own_warehouse.query(f"select {column} from raw.{table} order by row_number")
        expected = {"remark": ILLNESS, "measure": ILLNESS, "employer": "某厂"}.get(column)
        assert texts == [("已删除" if expected else None,), (expected,)]
    assert own_warehouse.query("select 1 from pg_tables where schemaname = 'gate'") == []


def test_counts_findings_and_judgements_stay_as_they_were(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land(own_landing)
    own_warehouse.take(own_landing)
    ledger = own_warehouse.ledger()
    forget(own_warehouse.engine, own_warehouse.settings, GONE.number, **BY)
    assert own_warehouse.check() == 0
    assert own_warehouse.ledger() == ledger
    own_warehouse.run("truncate ops.judgement cascade")
    own_warehouse.check()
    assert own_warehouse.ledger() == ledger, "judged anew, all comes out the same"


def test_a_later_file_counts_but_brings_no_clear_value_back(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land(own_landing)
    own_warehouse.take(own_landing)
    forget(own_warehouse.engine, own_warehouse.settings, GONE.number, **BY)
    land(own_landing, "2023-03")
    own_warehouse.take(own_landing)
    assert clear_values(own_warehouse) == of(STAYS.members)
    assert own_warehouse.query(
        "select status, rows_accepted from ops.load where period = '2023-03' order by feed"
    ) == [("accepted", 2), ("accepted", 4), ("accepted", 4), ("accepted", 2)]
    assert (
        own_warehouse.query(
            "select remark from raw.village_submission order by load_id, row_number"
        )
        == [("已删除",), (ILLNESS,)] * 2
    )
    [(people,)] = own_warehouse.query(
        "select count(distinct citizen_id_token) from raw.household_roster"
        " where household_id = :number",
        number=GONE.number,
    )
    assert people == len(PEOPLE), "the same person has the same token before and after"


def test_it_survives_new_keys(own_warehouse: Warehouse, own_landing: Landing) -> None:
    from ingestion.privacy.key_rotation import rotate

    land(own_landing)
    own_warehouse.take(own_landing)
    forget(own_warehouse.engine, own_warehouse.settings, GONE.number, **BY)
    ledger = own_warehouse.ledger()
    rotate(own_warehouse.engine, own_warehouse.settings, **BY)
    own_warehouse.run("truncate ops.judgement cascade")
    own_warehouse.check()
    assert own_warehouse.ledger() == ledger
    land(own_landing, "2023-03")
    own_warehouse.take(own_landing)
    assert clear_values(own_warehouse) == of(STAYS.members)
    rotate(own_warehouse.engine, own_warehouse.settings, **BY)


def test_a_name_that_others_bear_as_well_stays_readable_for_them(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    rows = roster_rows(HOMES)
    rows[-1]["姓名"] = GONE.head.name
    own_landing.put("household_roster", "2023-02", "名册.xlsx", roster(rows))
    own_warehouse.take(own_landing)
    forget(own_warehouse.engine, own_warehouse.settings, GONE.number, **BY)
    assert GONE.head.name in clear_values(own_warehouse)
    assert GONE.head.citizen_id not in clear_values(own_warehouse)


def test_who_asked_for_it_when_and_why_is_kept_and_a_second_time_does_no_harm(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land(own_landing)
    own_warehouse.take(own_landing)
    newest = "select action, subject, person, reason from ops.audit order by audit_id desc limit 1"
    forget(own_warehouse.engine, own_warehouse.settings, GONE.number, **BY)
    assert own_warehouse.query(newest) == [("forget", GONE.number, "王主任", "本人申请")]
    left = clear_values(own_warehouse)
    done = forget(own_warehouse.engine, own_warehouse.settings, GONE.number, **BY)
    assert (done.people, done.clear_values) == (0, 0)
    assert clear_values(own_warehouse) == left
    with pytest.raises(Refused, match="no received file contains household H9999"):
        forget(own_warehouse.engine, own_warehouse.settings, "H9999", **BY)
    with pytest.raises(Refused, match="blank"):
        forget(own_warehouse.engine, own_warehouse.settings, STAYS.number, person="x", reason="")
    assert clear_values(own_warehouse) == left


def test_reading_a_clear_value_back_leaves_who_when_and_why_even_if_there_is_none(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    land(own_landing)
    own_warehouse.take(own_landing)
    [(token,)] = own_warehouse.query(
        "select citizen_id_token from raw.household_roster where person_id = :number",
        number=STAYS.head.number,
    )
    [(before,)] = own_warehouse.query("select count(*) from ops.audit")
    read = {"person": "李干部", "reason": "核对重名"}
    engine, settings = own_warehouse.engine, own_warehouse.settings
    assert reveal(engine, settings, token, **read) == STAYS.head.citizen_id
    with pytest.raises(Refused, match="no clear value"):
        reveal(engine, settings, "0" * 32, **read)
    with pytest.raises(Refused, match="32 hex digits"):
        reveal(engine, settings, STAYS.head.citizen_id, **read)
    with pytest.raises(Refused, match="blank"):
        reveal(engine, settings, token, person="李干部", reason=" ")
    rows = own_warehouse.query(
        "select subject, person, reason, database_user = session_user, at <= now()"
        " from ops.audit order by audit_id offset :before",
        before=before,
    )
    assert rows == [
        (token, "李干部", "核对重名", True, True),
        ("0" * 32, "李干部", "核对重名", True, True),
    ]
    with pytest.raises(sa.exc.ProgrammingError) as refused:
        own_warehouse.run("delete from ops.audit")
    assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)
