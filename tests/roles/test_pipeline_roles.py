"""What the loader and the transformer can do, and what of the rest stays closed to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.contract import load_contracts
from ingestion.database import engine_for
from ingestion.load.receive import receive
from ingestion.settings import get_settings
from tests.processed_city import settle
from tests.roles.conftest import LogIn, login_of, refusals
from zengshou.demo.city import write_city
from zengshou.warehouse import dbt


@pytest.fixture
def installation(
    city: sa.Engine, city_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The city's installation, with the keys of its vault, is the one in use."""
    settle(monkeypatch, city_home, city.url.render_as_string(hide_password=False))
    yield
    monkeypatch.undo()
    get_settings.cache_clear()


def count(city: sa.Engine, table: str) -> int:
    with city.connect() as connection:
        return int(connection.execute(sa.text(f"select count(*) from {table}")).scalar_one())


@pytest.mark.usefixtures("installation")
def test_the_loader_takes_a_landing_zone_in(city: sa.Engine, tmp_path: Path) -> None:
    other = write_city(
        tmp_path / "landing",
        counties=["230506"],
        villages=1,
        households_per_village=3,
        first_month="2023-01",
        last_month="2023-02",
        workers=1,
    )
    rows, secrets = count(city, "raw.household_roster"), count(city, "vault.secret")
    loader = engine_for(login_of(city, "loader").render_as_string(hide_password=False))
    for contract in load_contracts().values():
        receive(loader, contract, str(other.landing), get_settings())
    loader.dispose()
    assert count(city, "raw.household_roster") > rows
    assert count(city, "vault.secret") > secrets


def test_the_loader_neither_reads_clear_values_and_marts_nor_changes_what_is_there(
    city: sa.Engine, log_in: LogIn
) -> None:
    session = log_in("loader")
    statements = (
        "select ciphertext from vault.secret",
        "select * from vault.secret",
        "update vault.secret set token = 'x'",
        "delete from vault.secret",
        "update raw.household_roster set village_code = null",
        "delete from raw.household_roster",
        "update ops.receipt set received_at = now()",
        "select * from marts.dim_household",
        "select * from staging.stg_household_roster",
        "select * from assessment.release",
        "insert into ops.load_state select * from ops.load_state",
        "create schema mine",
    )
    assert refusals(session, *statements) == list(statements)
    taken = "ops.receipt where matches_manifest"
    before = count(city, taken)
    session.execute("delete from ops.receipt")  # allowed for held files only
    assert count(city, taken) == before > 0


@pytest.mark.usefixtures("installation")
def test_the_transformer_builds_in_schemas_that_the_owner_makes_for_it(city: sa.Engine) -> None:
    with city.begin() as connection:
        dbt.make_schemas(connection, "trial")
        connection.exec_driver_sql("select ops.take_snapshot('marts', 'trial')")
    chosen = ["run", "--select", "+dim_division", "stg_village_submission"]
    dbt.run_dbt(login_of(city, "transformer"), chosen, "trial")
    rows = count(city, "staging.stg_village_submission")
    assert count(city, "trial_staging.stg_village_submission") == rows > 0
    assert count(city, "trial.dim_division") == count(city, "marts.dim_division")


def test_the_transformer_reads_no_secret_and_changes_nothing_received(log_in: LogIn) -> None:
    session = log_in("transformer")
    statements = (
        "select ciphertext from vault.secret",
        "select token from vault.secret",
        "insert into raw.household_roster select * from raw.household_roster",
        "update ops.receipt set received_at = now()",
        "delete from ops.load_state",
        "delete from reference.policy_parameters",
        "drop table marts.county_score",
        "update marts.county_score set score = 100",
    )
    assert refusals(session, *statements) == list(statements)


def test_an_edition_of_a_past_state_is_open_to_no_reader(city: sa.Engine, log_in: LogIn) -> None:
    """Editions beside `marts` are for those who work out a figure, not for reports."""
    with city.connect() as connection:
        [tables] = connection.execute(
            sa.text("select count(*) from pg_tables where schemaname = 'trial'")
        ).one()
    assert tables == 1
    for role in ("bi_reader", "county_reader_230521", "assessment_reader"):
        statement = "select * from trial.dim_division"
        assert refusals(log_in(role), statement) == [statement]
