"""What stands in a cell stands in `raw`, whatever characters it is made of."""

import pytest

from tests.gate.landing_files import Cells, Landing, employment, roster, social_security
from tests.gate.warehouses import Warehouse

ODD = [
    "\\N",
    "\\.",
    "\\",
    "a\\tb",
    "tab\there",
    ",;'\"",
    "\u3000乡村振兴 ",
    "NULL",
    None,
]
LINES = ["line\nbreak", "line\r\nbreak", "\n"]


@pytest.fixture
def odd_lines(own_landing: Landing) -> Landing:
    rows: list[Cells] = [
        {"个人编号": str(number), "参保身份": text} for number, text in enumerate(ODD)
    ]
    rows += [{"个人编号": str(len(ODD)), "姓名": "\\N", "参保身份": "plain"}]
    own_landing.put("social_security", "2023-01", "养老.csv", social_security(rows))
    return own_landing


def test_characters_that_mean_something_to_copy_are_kept(
    own_warehouse: Warehouse, odd_lines: Landing
) -> None:
    own_warehouse.receive(odd_lines)
    found = own_warehouse.query(
        "select account_number, insured_as from raw.social_security order by row_number"
    )
    assert found == [(str(number), text) for number, text in enumerate([*ODD, "plain"])]
    shown = "select name_masked from raw.social_security where insured_as = 'plain'"
    assert own_warehouse.query(shown) == [("\\*",)]


def test_line_breaks_in_cells_of_a_workbook_are_kept(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    rows: list[Cells] = [{"人编号": str(at), "企业名称": text} for at, text in enumerate(LINES)]
    own_landing.put("employment", "2023-01", "务工.xlsx", employment(rows))
    own_warehouse.receive(own_landing)
    found = own_warehouse.query("select employer from raw.employment order by row_number")
    assert [text for (text,) in found] == LINES


def lines_of(*names: str) -> bytes:
    return roster({"人编号": name, "姓名": name} for name in names)


def test_a_person_met_again_keeps_the_secret_that_is_there(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    secrets = "select token, nonce, ciphertext from vault.secret order by token"
    for month, names in (("2023-01", ["张三", "李四"]), ("2023-02", ["李四", "王五"])):
        own_landing.put("household_roster", month, f"{month}.xlsx", lines_of(*names))
    own_warehouse.receive(own_landing)
    before = own_warehouse.query(secrets)
    own_landing.put("household_roster", "2023-03", "2023-03.xlsx", lines_of("王五", "赵六"))
    own_warehouse.receive(own_landing)
    after = own_warehouse.query(secrets)
    assert len(before) == 3
    assert len(after) == 4
    assert set(before) < set(after)
