"""IDs, names and phone numbers are kept encrypted in the vault and stand nowhere else in clear."""

import hashlib
import io
import logging
import stat
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout

import pytest
from cryptography.exceptions import InvalidTag
from pydantic import SecretStr

from ingestion.privacy.vault import Vault
from tests.gate import landing_files as files
from tests.gate.landing_files import Cells, Landing, roster, roster_rows, village, village_row
from tests.gate.people import SHUANGSHENG, citizen_id, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(6)]
PEOPLE = [person for home in HOMES for person in home.members]
STRANGER, TYPING_ERROR, NO_ID = citizen_id(900), "230521196001010018", "999999196501010010"
NOT_ASKED_FOR = citizen_id(901)
RESIDENT = citizen_id(902)
IDS = [*(person.citizen_id for person in PEOPLE), STRANGER, TYPING_ERROR, NO_ID]
NAMES = [*(person.name for person in PEOPLE), "陌生人某"]
PHONES = [person.phone for person in PEOPLE]
SECRETS = sorted({*IDS, *NAMES, *PHONES})
ALL_TABLES = """
select schemaname || '.' || tablename from pg_tables
where schemaname not in ('pg_catalog', 'information_schema', 'reference') order by 1
"""


def owners() -> Iterable[tuple[str, str]]:
    """Name and ID of members, a stranger, somebody without ID and a typing error."""
    yield from ((person.name, person.citizen_id) for person in PEOPLE)
    yield from (("陌生人某", number) for number in (STRANGER, TYPING_ERROR, NO_ID))


def land(landing: Landing) -> None:
    """Every feed, with rows accepted, rejected, repeated, out of scope; files of every status."""
    wrong = [{**row, "证件号码": TYPING_ERROR, "人编号": "1"} for row in roster_rows(HOMES[:1])]
    landing.put("household_roster", "2023-01", "名册.xlsx", roster([*roster_rows(HOMES), *wrong]))
    landing.put("household_roster", "2023-01", "名册更正.xlsx", roster(roster_rows(HOMES)))
    landing.put("household_roster", "2023-01", "名册副本.xlsx", roster(roster_rows(HOMES)))
    landing.put("household_roster", "2023-02", "未传完.xlsx", roster(roster_rows(HOMES)), whole=b"")
    header = [*files.VILLAGE_HEADER, "监护人证件号码"]
    rows = [village_row(home, 家庭人口数=9, 监护人证件号码=NOT_ASKED_FOR) for home in HOMES]
    rows[0] = {**rows[0], "户主证件号码": TYPING_ERROR}
    rows[1] = {**rows[1], "户主证件号码": HOMES[1].members[1].citizen_id, "务工收入": "约500"}
    data = village(SHUANGSHENG, "2023-02", rows, header=header, total={"务工收入": 1})
    landing.put("village_submission", "2023-02", "月报.xlsx", data)
    landing.put(
        "village_submission",
        "2023-02",
        "错月.xlsx",
        village(SHUANGSHENG, "2023-05", rows[:2], header=header),
    )
    lines: list[Cells] = [
        {"身份证号": number, "姓名": name, "参保状态": "9"} for name, number in owners()
    ]
    landing.put("social_security", "2023-02", "社保.csv", files.social_security(lines))
    lines = [{"certno": number, "psn_name": name} for name, number in owners()]
    lines.append({"certno": RESIDENT, "psn_name": "只参保"})
    landing.put("medical_insurance", "2023-02", "参保.csv", files.enrolment(lines))
    lines = [{"setl_id": "1", **line, "setl_time": n} for n, line in enumerate(lines)]
    landing.put("medical_insurance", "2023-02", "结算.csv", files.settlements(lines))
    lines = [{"证件号码": f"'{number}", "姓名": name, "是否务工": "?"} for name, number in owners()]
    landing.put("employment", "2023-02", "务工.xlsx", files.employment(lines))
    lines = [{"年度": 1, "户主姓名": name, "户主证件号码": number} for name, number in owners()]
    landing.put("income_detail", "2022", "收入.xlsx", files.income_detail(lines))


@pytest.fixture(scope="module", autouse=True)
def told(warehouse: Warehouse, landing: Landing) -> str:
    """What the loading and checking of it all printed and logged."""
    printed, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(printed), root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    land(landing)
    with redirect_stdout(printed), redirect_stderr(printed):
        warehouse.take(landing)
    root.removeHandler(handler)
    root.setLevel(level)
    return printed.getvalue()


def in_clear(text: str) -> list[str]:
    return [secret for secret in [*SECRETS, NOT_ASKED_FOR, RESIDENT] if secret in text]


def test_what_was_loaded_has_files_of_every_status_and_rows_of_every_outcome(
    warehouse: Warehouse,
) -> None:
    statuses = {status for (status,) in warehouse.query("select status from ops.load")}
    assert statuses == {"accepted", "superseded", "rejected", "held", "duplicate"}
    assert warehouse.query("select count(*) from ops.finding")[0][0] > len(SECRETS)
    assert warehouse.query("select count(*) from ops.validation where not success")[0][0] > 5


def test_no_table_holds_an_id_a_name_or_a_phone_number_in_clear(warehouse: Warehouse) -> None:
    leaks = {}
    tables = [table for (table,) in warehouse.query(ALL_TABLES)]
    assert {"raw.household_roster", "ops.validation", "vault.secret"} <= set(tables)
    for table in tables:
        rows = warehouse.query(f"select row::text from {table} as row")
        if found := in_clear("\n".join(row for (row,) in rows)):
            leaks[table] = found
    assert leaks == {}


def test_nothing_in_clear_is_printed_or_logged(told: str) -> None:
    assert "名册.xlsx" in told
    assert in_clear(told) == []


def test_names_and_phones_are_masked(warehouse: Warehouse) -> None:
    shown = set(warehouse.query("select name_masked, phone_masked from raw.household_roster"))
    assert ("赵****", "138****0000") in shown
    assert all(set(name[1:]) == {"*"} for name, _ in shown)


def test_a_person_has_the_same_token_in_every_feed_and_it_is_no_bare_hash(
    warehouse: Warehouse,
) -> None:
    person = HOMES[2].head
    tokens = warehouse.query(
        "select citizen_id_token from raw.household_roster where person_id = :number"
        " union select citizen_id_token from raw.employment where row_number = 7"
        " union select citizen_id_token from raw.medical_enrolment where row_number = 6",
        number=person.number,
    )
    [(token,)] = tokens
    for algorithm in ("md5", "sha1", "sha256"):
        digest = hashlib.new(algorithm, person.citizen_id.encode()).hexdigest()
        assert token not in digest


def test_the_vault_gives_everything_back_with_its_key(warehouse: Warehouse) -> None:
    vault = Vault.from_settings(warehouse.settings)
    rows = warehouse.query("select token, nonce, ciphertext from vault.secret")
    assert sorted(vault.decrypt(token, bytes(n), bytes(text)) for token, n, text in rows) == SECRETS


def test_of_whom_only_departments_tell_no_clear_value_is_kept(warehouse: Warehouse) -> None:
    rows = warehouse.query(
        "select citizen_id_token, name_token, name_masked from raw.medical_enrolment"
        " order by row_number desc limit 1"
    )
    [(by_id, by_name, shown)] = rows
    assert by_id
    assert shown == "只**"
    kept = "select count(*) from vault.secret where token = :token"
    assert warehouse.query(kept, token=by_id) == [(0,)]
    assert warehouse.query(kept, token=by_name) == [(0,)]


def test_the_vault_gives_nothing_back_with_another_key_or_for_another_token(
    warehouse: Warehouse,
) -> None:
    (token, nonce, text), (other, *_) = warehouse.query(
        "select token, nonce, ciphertext from vault.secret order by token limit 2"
    )
    wrong_key = SecretStr("00" * 32)
    stranger = Vault.from_settings(warehouse.settings.model_copy(update={"vault_key": wrong_key}))
    with pytest.raises(InvalidTag):
        stranger.decrypt(token, bytes(nonce), bytes(text))
    with pytest.raises(InvalidTag):
        Vault.from_settings(warehouse.settings).decrypt(other, bytes(nonce), bytes(text))


def test_the_keys_are_readable_by_their_owner_only(warehouse: Warehouse) -> None:
    keys = list(warehouse.settings.secrets_dir.glob("*.key"))
    assert {key.name for key in keys} >= {"token.key", "vault.key"}
    for key in keys:
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(warehouse.settings.secrets_dir.stat().st_mode) == 0o700
