"""Names of a village's people in file names and measures: stored as sent, shown masked."""

import pytest

from tests.gate.landing_files import Cells, Landing, roster, roster_rows, village, village_row
from tests.gate.people import CHAOYANG, SHUANGSHENG, household
from tests.gate.warehouses import Warehouse
from zengshou.warehouse import shown_texts

HOMES = [household(serial) for serial in range(2)]
HEAD, SPOUSE = HOMES[0].members
LATER = household(7)
ANSWER: Cells = {
    "户编号": HOMES[0].number,
    "预警规则": "income_drop",
    "核实日期": "2023-02-20",
    "核实结果": "属实",
    "原因": "因病",
    "帮扶措施": f"帮{SPOUSE.name}办理低保",
    "措施日期": "2023-02-21",
    "处理状态": "处理中",
}
FILE = f"{HEAD.name}、{LATER.head.name}.xlsx"


@pytest.fixture
def loaded(own_warehouse: Warehouse, own_landing: Landing) -> Warehouse:
    rows = [village_row(home) for home in HOMES]
    own_landing.put("household_roster", "2023-02", "花名册.xlsx", roster(roster_rows(HOMES)))
    own_landing.put(
        "village_submission",
        "2023-02",
        FILE,
        village(SHUANGSHENG, "2023-02", rows, feedback=[ANSWER]),
    )
    own_warehouse.take(own_landing)
    return own_warehouse


def shown(warehouse: Warehouse, *, whole: bool = False) -> dict[str, str]:
    """The texts that the next build shows, after a build that knew these files."""
    with warehouse.engine.begin() as connection:
        shown_texts.refresh(connection, "marts", warehouse.settings, whole=whole)
    return dict(warehouse.query("select place, shown from ops.shown_text"))


def changed(warehouse: Warehouse) -> list[str]:
    return [
        name
        for (name,) in warehouse.query(
            "select file_name from ops.changed_load inner join ops.receipt using (load_id)"
        )
    ]


def test_others_see_the_names_of_the_villages_people_masked(loaded: Warehouse) -> None:
    found = shown(loaded, whole=True)
    assert found == {
        "file_name": f"赵****、{LATER.head.name}.xlsx",
        "village_feedback.measure": "帮赵****办理低保",
    }
    assert loaded.query("select count(*) from ops.receipt where file_name = :name", name=FILE) == [
        (1,)
    ]


def test_a_name_on_a_later_roster_is_masked_in_earlier_files_and_these_are_built_again(
    loaded: Warehouse, own_landing: Landing
) -> None:
    shown(loaded, whole=True)
    loaded.run("delete from ops.changed_load")
    own_landing.put(
        "household_roster", "2023-03", "花名册.xlsx", roster(roster_rows([*HOMES, LATER]))
    )
    loaded.take(own_landing)
    loaded.run(
        "insert into ops.changed_load select 'marts', load_id from ops.receipt"
        " where feed = 'household_roster' and period = '2023-03'"
    )
    assert shown(loaded)["file_name"] == "赵****、王****.xlsx"
    assert FILE in changed(loaded)


def test_names_of_another_village_stay(own_warehouse: Warehouse, own_landing: Landing) -> None:
    elsewhere = household(1, village=CHAOYANG)
    homes = [HOMES[0], elsewhere]
    own_landing.put("household_roster", "2023-02", "花名册.xlsx", roster(roster_rows(homes)))
    rows = [village_row(HOMES[0])]
    name = f"{elsewhere.head.name}.xlsx"
    own_landing.put("village_submission", "2023-02", name, village(SHUANGSHENG, "2023-02", rows))
    own_warehouse.take(own_landing)
    assert shown(own_warehouse, whole=True) == {}
