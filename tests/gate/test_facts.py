"""What rows are judged on: only what rules ask for, and read as every cell is."""

import pytest

from expectations.batch_tables import rows_query
from expectations.suite import part_suite
from ingestion.contract import Contract, load_contracts
from ingestion.readers.cells import normalise
from tests.gate.warehouses import Warehouse


@pytest.mark.parametrize("contract", load_contracts().values(), ids=lambda one: one.feed)
def test_an_allowed_code_is_read_as_it_is_written(contract: Contract) -> None:
    """Facts take such a cell without reading it."""
    for part in contract.parts:
        for column in part.columns.values():
            assert [normalise(code) for code in column.allowed] == column.allowed


def test_a_month_written_as_the_folder_is_its_first_day(own_warehouse: Warehouse) -> None:
    """Facts take the file's own month without reading it."""
    found = own_warehouse.query(
        "select bool_and(cell.month(month) = to_date(month, 'YYYY-MM')), count(*) from ("
        "select to_char(day, 'YYYY-MM') from generate_series("
        "date '2000-01-01', date '2049-12-01', interval '1 month') as day"
        ") as months (month)"
    )
    assert found == [(True, 600)]


def test_only_what_rules_ask_for_is_laid_out() -> None:
    contract = load_contracts()["social_security"]
    part = contract.parts[0]
    query = rows_query(part, "reject", part_suite(contract, part, "reject").facts)
    assert "citizen_id_kind" in query
    assert "received.citizen_id_birth_date" not in query
    assert "roster.is_student" not in query
