"""People in the files of the twelve feeds: tokens and masks, and nothing of unnamed columns."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ingestion.contract import Part, load_contracts
from ingestion.privacy.key_rotation import rotate
from ingestion.privacy.personal_data import forget
from ingestion.privacy.vault import Vault
from tests.gate import feed_files as files
from tests.gate.conftest import NewWarehouse
from tests.gate.every_feed import every_feed, with_columns
from tests.gate.feed_rows import CLERK, dibao_row, disability_row, edge_row, loan_row
from tests.gate.landing_files import Landing, roster, roster_rows
from tests.gate.people import Person, citizen_id, household
from tests.gate.warehouses import Warehouse

GONE, STAYS = household(1, members=3), household(2, members=3)
HOMES = [GONE, STAYS]
PEOPLE = [*GONE.members, *STAYS.members]
#: Somebody whom a file names, but no roster: a carer from elsewhere.
STRANGER = Person("", "陌生人", citizen_id(900))
UNNAMED = {
    "开户行账号": "6228480018123456789",
    "社保卡号": "6217001234567890123",
    "联系电话": "13912345678",
    "家庭住址": "幸福路八十八号三单元",
    "开户行": "农行某某支行",
}
BY = {"person": "王主任", "reason": "本人申请"}
FEEDS = sorted({one.feed for one in every_feed(HOMES)})
PARTS = [part for feed in FEEDS for part in load_contracts()[feed].parts]
WITH_PEOPLE = [part for part in PARTS if part.citizen_ids]
TABLES = """
select schemaname || '.' || tablename from pg_tables
where schemaname not in ('pg_catalog', 'information_schema', 'reference') order by 1
"""


@pytest.fixture(scope="module")
def loaded(
    new_warehouse: NewWarehouse, landing: Landing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Warehouse]:
    """A warehouse with keys of its own: the roster and a file of every feed."""
    made = new_warehouse()
    home: Path = tmp_path_factory.mktemp("keys")
    made.settings = made.settings.model_copy(update={"home": home})
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    for one in every_feed(HOMES):
        landing.put(one.feed, one.period, one.name, with_columns(one.data, UNNAMED))
    wrong = disability_row(STRANGER, 残疾人证号=f"{STRANGER.citizen_id}4")
    landing.put("disability", "2023-01", "一月.xlsx", files.disability([wrong]))
    together = edge_row(STAYS, **in_one_cell([*STAYS.members[1:], GONE.members[2]]))
    landing.put("civil_affairs", "2023-01", "同住.xlsx", files.edge([together]))
    made.take(landing)
    yield made
    made.engine.dispose()


def in_one_cell(people: Sequence[Person]) -> dict[str, str]:
    """Members as a row lists them."""
    return {
        "家庭成员姓名": "、".join(one.name for one in people),
        "家庭成员身份证号": "、".join(one.citizen_id for one in people),
    }


def everything(warehouse: Warehouse) -> dict[str, str]:
    """The text of all rows by table."""
    found = {}
    for (table,) in warehouse.query(TABLES):
        rows = warehouse.query(f"select row::text from {table} as row")
        found[table] = "\n".join(row for (row,) in rows)
    return found


def kept(warehouse: Warehouse) -> set[str]:
    """The clear values in the vault."""
    vault = Vault.from_settings(warehouse.settings)
    rows = warehouse.query("select token, nonce, ciphertext from vault.secret")
    return {vault.decrypt(token, bytes(nonce), bytes(text)) for token, nonce, text in rows}


def leaks(warehouse: Warehouse, secrets: list[str]) -> dict[str, list[str]]:
    texts = everything(warehouse)
    found = {table: [one for one in secrets if one in text] for table, text in texts.items()}
    return {table: those for table, those in found.items() if those}


def token_of(warehouse: Warehouse, person: Person) -> str:
    [(token,)] = warehouse.query(
        "select distinct citizen_id_token from raw.household_roster where person_id = :number",
        number=person.number,
    )
    return str(token)


def test_every_file_was_taken(loaded: Warehouse) -> None:
    names = [one.name for one in every_feed(HOMES)]
    told = {name: loaded.load(name).status for name in names}
    assert told.pop("低保老表.xlsx") == "superseded"
    assert set(told.values()) == {"accepted"}
    assert sum(loaded.load(name).rejected for name in names) == 0


def test_what_stands_in_columns_that_no_contract_names_is_nowhere(loaded: Warehouse) -> None:
    assert leaks(loaded, list(UNNAMED.values())) == {}
    assert not any(one in clear for clear in kept(loaded) for one in UNNAMED.values())


def test_no_id_and_no_name_stands_in_clear(loaded: Warehouse) -> None:
    people = [*PEOPLE, STRANGER]
    texts = [text for one in people for text in (one.citizen_id, one.name)]
    assert leaks(loaded, [*texts, CLERK]) == {}


def test_nothing_is_kept_of_people_who_are_not_on_the_roster(loaded: Warehouse) -> None:
    assert not {STRANGER.citizen_id, STRANGER.name, CLERK} & kept(loaded)


@pytest.mark.parametrize("part", WITH_PEOPLE, ids=lambda part: part.table)
def test_a_person_has_the_token_of_the_roster_in_every_column(
    loaded: Warehouse, part: Part
) -> None:
    tokens = {token_of(loaded, one) for one in PEOPLE}
    for name in part.citizen_ids:
        found = loaded.query(
            f"select distinct {name}_token from raw.{part.table} where {name}_kind = 'citizen'"
        )
        assert found
        assert {token for (token,) in found} <= tokens


def test_listed_members_and_carers_are_known_as_well(loaded: Warehouse) -> None:
    spouses = {token_of(loaded, home.members[1]) for home in HOMES}
    for table in ("assistance_dibao_member", "assistance_edge_member"):
        found = loaded.query(f"select citizen_id_token from raw.{table}")
        assert spouses <= {token for (token,) in found}
    [(carer,)] = loaded.query("select distinct carer_citizen_id_token from raw.assistance_tekun")
    assert carer == token_of(loaded, STAYS.members[-1])


def test_names_are_masked_in_every_table(loaded: Warehouse) -> None:
    shown = 0
    for part in PARTS:
        for name in (name for name, one in part.columns.items() if one.type == "name"):
            for (text,) in loaded.query(f"select {name}_masked from raw.{part.table}"):
                assert text is None or set(text[1:]) == {"*"}
                shown += text is not None
    assert shown > 2 * len(WITH_PEOPLE)


def test_new_keys_reach_every_table_and_nothing_is_judged_again(loaded: Warehouse) -> None:
    def tokens() -> dict[str, list[str]]:
        columns = [
            (part.table, f"{name}_token")
            for part in PARTS
            for name, one in part.columns.items()
            if one.is_tokenised
        ]
        return {
            f"{table}.{name}": [
                token
                for (token,) in loaded.query(
                    f"select {name} from raw.{table} where {name} is not null"
                    " order by load_id, row_number"
                )
            ]
            for table, name in columns
        }

    before, ledger = tokens(), loaded.ledger()
    met = [token_of(loaded, one) for one in PEOPLE]
    rotate(loaded.engine, loaded.settings, **BY)
    after = tokens()
    assert all(before.values())
    for column, old in before.items():
        assert len(after[column]) == len(old)
        assert not set(after[column]) & set(old)
    now = dict(zip(met, (token_of(loaded, one) for one in PEOPLE), strict=True))
    loans = before["small_loan.head_citizen_id_token"]
    assert after["small_loan.head_citizen_id_token"] == [now[token] for token in loans]
    assert loaded.check() == 0
    assert loaded.ledger() == ledger


def test_what_is_told_of_a_forgotten_household_is_deleted_in_every_table(
    loaded: Warehouse, landing: Landing
) -> None:
    """Rows about it, as a head, a borrower, a listed member or the holder of a certificate."""
    ledger = loaded.ledger()
    done = forget(loaded.engine, loaded.settings, GONE.number, **BY)
    assert done.people == len(GONE.members)
    assert not {text for one in GONE.members for text in (one.citizen_id, one.name)} & kept(loaded)
    gone = [token_of(loaded, one) for one in GONE.members]
    for part in WITH_PEOPLE:
        names = [name for name, one in part.columns.items() if one.type == "name"]
        for person in part.citizen_ids:
            for name in names:
                own, others = (
                    loaded.query(
                        f"select {name}_masked from raw.{part.table}"
                        f" where ({person}_token = any(:gone)) = :is_own"
                        f" and {name}_masked is not null",
                        gone=gone,
                        is_own=is_own,
                    )
                    for is_own in (True, False)
                )
                assert {text for (text,) in own} <= {"*"}
                assert own or (part.table, person) == ("assistance_tekun", "carer_citizen_id")
                assert others, "a neighbour keeps the mask"
    shown = loaded.query(
        "select name_masked from raw.assistance_edge_member inner join ops.receipt using (load_id)"
        " where file_name = '同住.xlsx' order by place"
    )
    assert shown == [("孙****",), ("孙****",), ("*",)], "the others of that row keep their masks"
    assert loaded.query(
        "select purpose from raw.small_loan where head_citizen_id_token = any(:gone)", gone=gone
    ) == [("已删除",)]
    assert loaded.check() == 0
    assert loaded.ledger() == ledger

    later = dibao_row(STAYS, **in_one_cell(GONE.members[1:2]))
    landing.put("civil_affairs", "2023-03", "三月.xlsx", files.dibao([later]))
    number = {"残疾人证号": f"{GONE.head.citizen_id}42"}
    three = files.disability([disability_row(GONE.head, **number)])
    landing.put("disability", "2023-03", "三月.xlsx", three)
    loan = loan_row(STAYS, 贷款人姓名=GONE.head.name, 贷款人身份证号=GONE.head.citizen_id)
    landing.put("small_loan", "2023-03", "三月.xlsx", files.small_loan([loan]))
    loaded.take(landing)
    assert [one.accepted for one in loaded.loads("三月.xlsx")] == [1, 1, 1]
    for table, name in (
        ("assistance_dibao_member", "name"),
        ("disability", "name"),
        ("small_loan", "borrower_name"),
    ):
        newest = (
            f"select {name}_token, {name}_masked from raw.{table} order by load_id desc limit 1"
        )
        assert loaded.query(newest) == [(None, "*")]
