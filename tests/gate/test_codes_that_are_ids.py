"""A household number that is a citizen ID stays a key and is nowhere in clear."""

from collections.abc import Iterator

import pytest

from ingestion.privacy.key_rotation import rotate
from ingestion.privacy.personal_data import forget, reveal
from ingestion.privacy.screen import CODE_MARK
from ingestion.privacy.vault import Vault
from tests.gate.conftest import NewWarehouse
from tests.gate.landing_files import Landing, roster, roster_rows, village, village_row
from tests.gate.people import SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(3)]
BY = {"person": "管理员", "reason": "测试"}


@pytest.fixture
def by_id(
    new_warehouse: NewWarehouse, own_landing: Landing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Warehouse]:
    """A warehouse in which the first household's number is the ID of its head."""
    made = new_warehouse()
    made.settings = made.settings.model_copy(update={"home": tmp_path_factory.mktemp("home")})
    land_by_id(own_landing, "2023-02")
    made.take(own_landing)
    yield made
    made.engine.dispose()


def land_by_id(landing: Landing, month: str) -> None:
    number = HOMES[0].head.citizen_id
    people = roster_rows(HOMES)
    for row in people[:2]:
        row["户编号"] = number
    landing.put("household_roster", month, f"名册{number}.xlsx", roster(people))
    rows = [village_row(home, 入户日期=f"{month}-10", 备注="电话13900000048") for home in HOMES]
    rows[0]["户编号"] = f" {number.lower()}"
    data = village(SHUANGSHENG, month, rows)
    landing.put("village_submission", month, f"月报{month}.xlsx", data)


def test_a_household_whose_number_is_an_id_meets_itself_also_after_new_keys(
    by_id: Warehouse, own_landing: Landing
) -> None:
    accepted = (3, 3, 0, 0, 0)
    assert by_id.load("月报2023-02.xlsx").counts == accepted
    before = by_id.query("select distinct household_id from raw.household_roster order by 1")
    rotate(by_id.engine, by_id.settings, **BY)
    after = by_id.query("select distinct household_id from raw.household_roster order by 1")
    assert [one for (one,) in before][:2] == [one for (one,) in after][:2] == ["H0001", "H0002"]
    assert before[2] != after[2]
    assert after[2][0].startswith(CODE_MARK)
    rows = [village_row(home, 入户日期="2023-03-10") for home in HOMES]
    rows[0]["户编号"] = HOMES[0].head.citizen_id
    data = village(SHUANGSHENG, "2023-03", rows)
    own_landing.put("village_submission", "2023-03", "三月.xlsx", data)
    assert sum(one.files for one in by_id.receive(own_landing).values()) == 1
    by_id.check()
    assert by_id.load("三月.xlsx").counts == accepted
    [(token,)] = by_id.query("select token from ops.screened where place = 'cell' limit 1")
    assert reveal(by_id.engine, by_id.settings, token, **BY) == "电话13900000048"
    assert reveal(by_id.engine, by_id.settings, after[2][0], **BY) == HOMES[0].head.citizen_id


@pytest.mark.parametrize("given", ["clear", "stored"])
def test_a_household_whose_number_is_an_id_can_be_forgotten(
    by_id: Warehouse, own_landing: Landing, given: str
) -> None:
    [(stored,)] = by_id.query(
        "select distinct household_id from raw.household_roster where household_id like 'ID-%'"
    )
    number = HOMES[0].head.citizen_id
    done = forget(by_id.engine, by_id.settings, number if given == "clear" else stored, **BY)
    assert done.people == 2
    vault = Vault.from_settings(by_id.settings)

    def kept() -> set[str]:
        rows = by_id.query("select kind, token, nonce, ciphertext from vault.secret")
        return {vault.decrypt(t, bytes(n), bytes(c)) for kind, t, n, c in rows if kind != "text"}

    gone = {number, *(person.name for person in HOMES[0].members)}
    assert not kept() & gone
    assert by_id.query("select count(*) from ops.screened where place = 'cell'") == [(2,)]
    land_by_id(own_landing, "2023-03")
    by_id.take(own_landing)
    assert by_id.load("月报2023-03.xlsx").counts == (3, 3, 0, 0, 0)
    assert not kept() & gone
    assert number not in str(by_id.query("select subject from ops.audit"))
