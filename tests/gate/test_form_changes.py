"""A form changes: while both are valid, villages may send the old one or the new one."""

from datetime import date
from typing import Any

import pytest

from expectations.gate import judge
from ingestion.column import Alias
from ingestion.contract import Contract, load_contracts
from ingestion.load.receive import receive
from tests.gate.conftest import NewWarehouse
from tests.gate.landing_files import (
    VILLAGE_HEADER,
    Landing,
    roster,
    roster_rows,
    village,
    village_row,
)
from tests.gate.people import SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOME = household(1)
OLD, NEW = "打工挣的钱", "务工收入"


def with_alias(alias: Alias) -> dict[str, Contract]:
    """The contracts, the village's form having had another header for 务工收入."""
    contracts = dict(load_contracts())
    plain = contracts["village_submission"].model_dump(mode="json")
    columns: dict[str, Any] = plain["parts"][0]["columns"]
    columns["wage_migrant"]["aliases"] = [alias.model_dump(mode="json")]
    contracts["village_submission"] = Contract.model_validate(plain)
    return contracts


def sent(header: str, month: str) -> bytes:
    row = village_row(HOME, 入户日期=f"{month}-10")
    row[header] = row.pop("务工收入")
    headers = [header if name == "务工收入" else name for name in VILLAGE_HEADER]
    return village(SHUANGSHENG, month, [row], header=headers)


@pytest.fixture(scope="module")
def judged(new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Both forms in both months; the old one was valid until the end of January."""
    landing = Landing(tmp_path_factory.mktemp("form_change"))
    landing.put("household_roster", "2023-01", "roster.xlsx", roster(roster_rows([HOME])))
    for month in ("2023-01", "2023-02"):
        for name, header in (("old", OLD), ("new", NEW)):
            landing.put("village_submission", month, f"{name} {month}.xlsx", sent(header, month))
    warehouse = new_warehouse()
    contracts = with_alias(Alias(header=OLD, valid_to=date(2023, 1, 31)))
    for contract in contracts.values():
        receive(warehouse.engine, contract, str(landing.root), warehouse.settings)
    judge(warehouse.engine, contracts, 10)
    return warehouse


@pytest.mark.parametrize("name", ["old 2023-01.xlsx", "new 2023-01.xlsx", "new 2023-02.xlsx"])
def test_a_form_valid_in_the_month_loads_without_a_finding(judged: Warehouse, name: str) -> None:
    assert judged.load(name).accepted == 1
    assert judged.findings(name) == []


def test_a_form_no_longer_valid_is_sent_back_and_told_why(judged: Warehouse) -> None:
    assert judged.load("old 2023-02.xlsx").status == "rejected"
    [finding] = judged.findings("old 2023-02.xlsx")
    assert finding.rule == "F03"
    assert "缺少列：务工收入" in finding.message
    assert "“打工挣的钱”是其他时期表样的列名（至2023-01-31有效），请改用本期表样" in finding.message


def test_both_forms_of_the_month_give_the_same_amount(judged: Warehouse) -> None:
    wages = judged.query(
        "select cell.money(wage_migrant) from raw.village_submission"
        " where not is_total order by load_id"
    )
    assert [wage for (wage,) in wages] == [2000, 2000, 2000]


@pytest.mark.parametrize(
    ("period", "valid"),
    [("2022-12", False), ("2023-01", True), ("2023-06", True), ("2023-07", False), ("2023", True)],
)
def test_an_alias_is_valid_in_periods_that_have_one_of_its_days(period: str, valid: bool) -> None:
    alias = Alias(header=OLD, valid_from=date(2023, 1, 20), valid_to=date(2023, 6, 1))
    assert alias.is_valid_in(period) is valid


def test_an_alias_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        Alias(header=OLD, valid_from=date(2023, 2, 1), valid_to=date(2023, 1, 1))
