"""One path for all rules: Great Expectations counts, the same SQL gives the rows that fail."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, get_args

import pytest
import sqlalchemy as sa

from expectations.batch_tables import rows_query
from expectations.broken import Broken, Subject, broken
from expectations.facts import known_facts
from expectations.failing import failing
from expectations.no_failing_rows import ExpectNoFailingRows
from expectations.suite import part_suite
from ingestion.checks import Between, Check, Unique
from ingestion.checks.base import BaseCheck, When
from ingestion.contract import Contract, Part, load_contracts
from tests.conftest import BuiltCity
from tests.gate.landing_files import Landing, roster, roster_rows, village, village_row
from tests.gate.people import SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

KINDS = get_args(get_args(Check)[0])
PENSION = load_contracts()["social_security"].parts[0]
WAGE = load_contracts()["employment"].parts[0]
PARTS = [
    pytest.param(contract, part, gate, id=f"{part.table} {gate}")
    for contract in load_contracts().values()
    for part in contract.parts
    for gate in ("reject", "warn")
    if part_suite(contract, part, gate).failing
]
RESULTS = """
select distinct on (suite) suite, result from ops.validation
where gate <> 'published' order by suite asc, validation_id desc
"""
MADE = """
create table gate.trial as
select * from (values (1, 1, 5, 'a'), (1, 2, 50, 'a'), (1, 3, 500, null), (2, 2, 500, 'b'))
as trial (load_id, row_number, amount, household_id)
"""


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of any database meanwhile."""
    heard: list[str] = []

    def hear(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        heard.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", hear)
    yield heard
    sa.event.remove(sa.Engine, "before_cursor_execute", hear)


@pytest.fixture
def trial(own_warehouse: Warehouse) -> Iterator[Warehouse]:
    """Four rows of two files with an amount and a household."""
    own_warehouse.run("drop table if exists gate.trial")
    own_warehouse.run(MADE)
    yield own_warehouse
    own_warehouse.run("drop table gate.trial")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_check_says_in_words_and_in_sql_what_breaks_it(kind: type[BaseCheck]) -> None:
    assert kind.words
    assert broken.dispatch(kind) is not broken.dispatch(BaseCheck)


@pytest.mark.parametrize(("contract", "part", "gate"), PARTS)
def test_the_facts_that_a_check_names_are_those_that_it_reads(
    contract: Contract, part: Part, gate: str
) -> None:
    for one in part_suite(contract, part, gate).failing.values():
        assert one.facts <= known_facts(part, gate).keys()
        if f"gate.{part.table}" in one.rows:
            # Columns of other rows and earlier files may have the names of facts.
            own = re.sub(r"'[^']*'|\b(?:other|earlier)\.\w+", "", one.rows)
            words = set(re.findall(r"\w+", own))
            assert one.facts == words & known_facts(part, gate).keys()
        else:  # about the whole file as received
            assert one.facts == set()


def test_a_fact_that_nobody_lays_out_is_named() -> None:
    with pytest.raises(ValueError, match="social_security has no facts on_roster at gate reject"):
        rows_query(PENSION, "reject", {"on_roster"})


def test_all_checks_of_a_suite_are_counted_in_one_statement(
    own_warehouse: Warehouse, own_landing: Landing
) -> None:
    home = household(1)
    own_landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows([home])))
    report = village(SHUANGSHENG, "2023-01", [village_row(home)])
    own_landing.put("village_submission", "2023-01", "村.xlsx", report)
    own_warehouse.receive(own_landing)
    with statements() as heard:
        own_warehouse.check()
    for gate in ("reject", "warn"):
        part = load_contracts()["village_submission"].parts[0]
        suite = part_suite(load_contracts()["village_submission"], part, gate)
        assert len(suite.failing) >= 6
        counts = [one.count.replace("%", "%%") for one in suite.failing.values()]
        asked = [one for one in heard if "FROM gate.village_submission" in one]
        assert [
            all(c in one for c in counts) for one in asked if any(c in one for c in counts)
        ] == [True]


def test_data_docs_get_one_expectation_for_each_check_with_what_senders_read(
    built_city: BuiltCity,
) -> None:
    with built_city.engine.connect() as connection:
        results = {row.suite: row.result for row in connection.exec_driver_sql(RESULTS)}
        sent = set(connection.exec_driver_sql("select distinct feed from ops.receipt").scalars())
    assert sent == set(load_contracts())
    for contract in (load_contracts()[feed] for feed in sorted(sent)):
        for part in contract.parts:
            if part.listed_in:
                continue  # its rows are judged with those that list them
            suite = part_suite(contract, part, "reject")
            found = results[suite.name]["results"]
            assert len(found) == len(suite.failing)
            for outcome in found:
                config = outcome["expectation_config"]
                rule = part.rules[config["meta"]["rule"]]
                assert config["type"] == "expect_no_failing_rows"
                assert config["description"].startswith(config["meta"]["rule"])
                assert rule.message in config["description"]
                assert set(outcome["result"]) == {"observed_value"}


def test_when_stands_in_the_count_and_in_the_rows(trial: Warehouse) -> None:
    check = Between(
        expect="between",
        column="amount",
        most=10,
        when=When(column="household_id", equals="a"),
    )
    part = WAGE.model_copy(
        update={
            "columns": {
                "amount": WAGE.columns["monthly_income"],
                "household_id": WAGE.columns["person_id"],
            }
        }
    )
    found = failing(check, part, "trial")
    assert trial.query(f"select {found.count} from gate.trial") == [(1,)]
    assert [row[:2] for row in trial.query(found.rows)] == [(1, 2)]
    assert found.facts == {"amount", "household_id"}

    together = Unique(expect="unique", by=["amount"], when=When(column="household_id"))
    found = failing(together, part, "trial")
    assert trial.query(f"select {found.count} from gate.trial limit 1") == [(0,)]


def test_a_check_of_a_new_kind_needs_its_model_and_its_sql_only(trial: Warehouse) -> None:
    class Even(BaseCheck):
        words = "{column} is even"
        column: str

    @broken.register
    def _(check: Even, on: Subject) -> Broken:
        return Broken(["amount"], f"{check.column} % 2 = 1 and {on.header} = ''")

    found = failing(Even(column="amount"), None, "trial")
    suite = ExpectNoFailingRows(count=found.count, description="E1")
    assert trial.query(f"select {suite.count} from gate.trial") == [(1,)]
    assert trial.query(found.rows) == [(1, 1, "")]


def test_a_check_without_sql_is_refused() -> None:
    class Unheard(BaseCheck):
        words = "unheard of"

    with pytest.raises(TypeError, match="nothing says which rows fail Unheard"):
        failing(Unheard(), None, "trial")
    with pytest.raises(ValueError, match="not for files"):
        failing(Unique(expect="unique", by=[]), None, "trial")
