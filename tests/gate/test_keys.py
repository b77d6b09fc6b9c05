"""Keys: a foreign one is noticed, new ones are given in one step, whenever a run is killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from ingestion.privacy import keys
from ingestion.privacy.audit import Refused
from ingestion.privacy.key_rotation import rotate
from ingestion.privacy.keys import KeyMismatch
from ingestion.privacy.personal_data import reveal
from ingestion.privacy.vault import Vault
from ingestion.settings import Settings
from tests.gate.conftest import NewWarehouse
from tests.gate.landing_files import (
    Cells,
    Landing,
    employment,
    roster,
    roster_rows,
    village,
    village_row,
)
from tests.gate.people import SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(4)]
BY = {"person": "管理员", "reason": "年度更换"}
JOINED = """
select roster.person_id, employment.row_number
from raw.household_roster as roster
inner join raw.employment as employment using (citizen_id_token)
order by 1, 2
"""
TOKENS = """
select citizen_id_token, name_token, phone_token from raw.household_roster
order by load_id, row_number
"""


def land(landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "名册.xlsx", roster(roster_rows(HOMES)))
    rows = [village_row(home) for home in HOMES]
    data = village(SHUANGSHENG, "2023-02", rows)
    landing.put("village_submission", "2023-02", "月报.xlsx", data)
    ledger: list[Cells] = [
        {"姓名": home.head.name, "证件号码": home.head.citizen_id, "是否务工": "否"}
        for home in HOMES
    ]
    landing.put("employment", "2023-02", "务工.xlsx", employment(ledger))


@pytest.fixture
def keyed(new_warehouse: NewWarehouse, tmp_path: Path, own_landing: Landing) -> Iterator[Warehouse]:
    """A warehouse with keys of its own, loaded and judged."""
    made = new_warehouse()
    made.settings = made.settings.model_copy(update={"home": tmp_path / "home"})
    land(own_landing)
    made.take(own_landing)
    yield made
    made.engine.dispose()


def files(settings: Settings) -> set[str]:
    return {path.name for path in settings.secrets_dir.iterdir() if path.is_file()}


def test_new_keys_change_every_token_and_people_still_meet(keyed: Warehouse) -> None:
    tokens, joined, ledger = keyed.query(TOKENS), keyed.query(JOINED), keyed.ledger()
    old = {purpose: keys.load_key(keyed.settings, purpose) for purpose in ("token", "vault")}
    done = rotate(keyed.engine, keyed.settings, **BY)
    assert done.secrets == keyed.sizes()["vault.secret"] > 0
    renewed = keyed.query(TOKENS)
    changed = [
        (a, b)
        for before, after in zip(tokens, renewed, strict=True)
        for a, b in zip(before, after, strict=True)
        if a is not None
    ]
    assert all(a != b for a, b in changed)
    assert len(changed) == len([token for row in renewed for token in row if token])
    assert len(joined) == len(HOMES)
    assert keyed.query(JOINED) == joined
    assert all(keys.load_key(keyed.settings, purpose) != old[purpose] for purpose in old)
    assert keyed.check() == 0, "nothing has to be judged again"
    assert keyed.ledger() == ledger


def test_a_file_that_comes_after_new_keys_meets_the_files_before(
    keyed: Warehouse, own_landing: Landing
) -> None:
    rotate(keyed.engine, keyed.settings, **BY)
    rows = [village_row(home, 入户日期="2023-03-10") for home in HOMES]
    data = village(SHUANGSHENG, "2023-03", rows)
    own_landing.put("village_submission", "2023-03", "三月.xlsx", data)
    keyed.take(own_landing)
    assert keyed.load("三月.xlsx").counts == (len(HOMES), len(HOMES), 0, 0, 0)


def test_clear_values_are_read_with_the_new_key_only(keyed: Warehouse) -> None:
    old = Vault.from_settings(keyed.settings)
    rotate(keyed.engine, keyed.settings, **BY)
    [(token,)] = keyed.query(
        "select citizen_id_token from raw.household_roster where person_id = :number limit 1",
        number=HOMES[0].head.number,
    )
    assert reveal(keyed.engine, keyed.settings, token, **BY) == HOMES[0].head.citizen_id
    assert token != old.tokens.of("citizen_id", HOMES[0].head.citizen_id)


def test_the_change_is_audited_and_the_old_keys_are_set_apart(keyed: Warehouse) -> None:
    old = {purpose: keys.load_key(keyed.settings, purpose) for purpose in ("token", "vault")}
    done = rotate(keyed.engine, keyed.settings, **BY)
    assert files(keyed.settings) == {"token.key", "vault.key"}
    retired = {keys.read_or_make(path) for path in done.retired.iterdir()}
    assert retired == set(old.values())
    assert keyed.query("select action, person, reason from ops.audit") == [
        ("rotate", "管理员", "年度更换")
    ]


# Each point at which a run can be killed: the content of the folder and of the database then.
@pytest.mark.parametrize("moved", [(), ("token",), ("token", "vault")])
def test_a_change_killed_after_its_commit_is_finished_by_the_same_command(
    keyed: Warehouse, own_landing: Landing, tmp_path: Path, moved: tuple[str, ...]
) -> None:
    old = tmp_path / "old"
    shutil.copytree(keyed.settings.secrets_dir, old)
    rotate(keyed.engine, keyed.settings, **BY)
    for purpose in {"token", "vault"} - set(moved):
        path = keys.key_file(keyed.settings, purpose)
        path.rename(path.with_name(path.name + keys.NEXT))
        shutil.copy(old / path.name, path)
    if not moved:
        with pytest.raises(KeyMismatch, match="interrupted"):
            keyed.receive(own_landing)
    tokens = keyed.query(TOKENS)
    done = rotate(keyed.engine, keyed.settings, **BY)
    assert done.finished_only == (moved != ("token", "vault"))
    if done.finished_only:
        assert keyed.query(TOKENS) == tokens
    assert files(keyed.settings) == {"token.key", "vault.key"}
    keyed.take(own_landing)


def test_a_change_killed_in_the_middle_leaves_the_old_keys_in_force(
    keyed: Warehouse, own_landing: Landing
) -> None:
    tokens = keyed.query(TOKENS)
    url = keyed.engine.url.render_as_string(hide_password=False)
    program = (
        "import sys; from ingestion.database import engine_for;"
        "from ingestion.privacy.key_rotation import *;"
        "from ingestion.settings import Settings; from pathlib import Path;"
        "rotate(engine_for(sys.argv[1]), Settings(_env_file=None, home=Path(sys.argv[2])),"
        " person='a', reason='b')"
    )
    # A reader with a lock on raw.employment stops the change halfway, with its transaction open.
    with psycopg.connect(url.replace("+psycopg", "")) as reader:
        reader.execute("lock table raw.employment in share mode")
        process = subprocess.Popen(
            [sys.executable, "-c", program, url, str(keyed.settings.home)],
            stderr=subprocess.PIPE,
        )
        waiting = (
            "select count(*) from pg_locks join pg_database on pg_database.oid = database"
            " where datname = current_database() and not granted"
        )
        deadline = time.monotonic() + 60
        while keyed.query(waiting) == [(0,)]:
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            assert time.monotonic() < deadline
            time.sleep(0.1)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    assert keyed.query(TOKENS) == tokens
    keyed.take(own_landing)
    done = rotate(keyed.engine, keyed.settings, **BY)
    assert not done.finished_only
    assert files(keyed.settings) == {"token.key", "vault.key"}
    assert len(keyed.query(JOINED)) == len(HOMES)


def test_people_whose_clear_values_are_not_kept_get_new_keys_as_well(
    keyed: Warehouse, own_landing: Landing
) -> None:
    """A department names people of whom only a later roster tells that they count."""
    late = household(7)
    ledger: list[Cells] = [
        {"姓名": late.head.name, "证件号码": late.head.citizen_id, "是否务工": "否"}
    ]
    own_landing.put("employment", "2023-03", "三月务工.xlsx", employment(ledger))
    keyed.take(own_landing)
    assert keyed.load("三月务工.xlsx").counts == (1, 0, 0, 1, 0)
    for _ in range(2):
        rotate(keyed.engine, keyed.settings, **BY)
    homes = [*HOMES, late]
    own_landing.put("household_roster", "2023-03", "三月名册.xlsx", roster(roster_rows(homes)))
    keyed.take(own_landing)
    assert keyed.load("三月务工.xlsx").counts == (1, 1, 0, 0, 0)
    assert len(keyed.query(JOINED)) > len(HOMES)


def test_a_key_begun_for_other_keys_is_not_taken(keyed: Warehouse) -> None:
    path = keys.key_file(keyed.settings, "token")
    begun = path.with_name(path.name + keys.NEXT)
    begun.write_text("00" * 64)
    with pytest.raises(Refused, match="does not match the token key in use"):
        rotate(keyed.engine, keyed.settings, **BY)
    begun.unlink()
    rotate(keyed.engine, keyed.settings, **BY)


def test_keys_from_the_environment_are_not_changed_behind_its_back(keyed: Warehouse) -> None:
    given = keyed.settings.model_copy(update={"token_key": SecretStr("00" * 32)})
    with pytest.raises(Refused, match="ZENGSHOU_TOKEN_KEY is set"):
        rotate(keyed.engine, given, **BY)


@pytest.mark.parametrize("purpose", ["token", "vault"])
def test_nothing_is_loaded_with_a_foreign_or_a_lost_key(
    keyed: Warehouse, own_landing: Landing, purpose: str
) -> None:
    path = keys.key_file(keyed.settings, purpose)
    right = path.read_text()
    sizes = keyed.sizes()
    path.write_text("00" * 32)
    with pytest.raises(KeyMismatch, match="not the one this warehouse was loaded with"):
        keyed.receive(own_landing)
    path.unlink()
    with pytest.raises(KeyMismatch, match="missing"):
        keyed.receive(own_landing)
    assert not path.exists(), "no new key is made silently"
    path.write_text(right)
    keyed.receive(own_landing)
    assert keyed.sizes() == sizes


def test_a_warehouse_older_than_the_note_of_its_keys_shows_by_its_vault_whether_they_fit(
    keyed: Warehouse, own_landing: Landing
) -> None:
    keyed.run("delete from ops.key")
    path = keys.key_file(keyed.settings, "token")
    right = path.read_text()
    path.write_text("00" * 32)
    with pytest.raises(KeyMismatch, match="do not decrypt the vault"):
        keyed.receive(own_landing)
    path.write_text(right)
    keyed.receive(own_landing)
    assert keyed.query("select count(*) from ops.key") == [(2,)]
