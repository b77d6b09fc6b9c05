"""Whatever a county's reader asks the database, it learns no row of another county.

Under row policies alone EXPLAIN told how many rows of all counties met a condition, so that a
reader enumerated another county's households one condition at a time.
"""

import json
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from tests.roles.conftest import PASSWORD, login_of

OWN, OTHER = "230521", "230523"
COUNTY = f"county_{OWN}"
SECRETS = f"""
select household_id, head_name_masked, head_id_token, village_code from marts.dim_household
where county_code = '{OTHER}'
"""


@pytest.fixture
def session(city: sa.Engine) -> psycopg.Connection:
    """A reader of the county 230521."""
    url = login_of(city, f"county_reader_{OWN}").set(drivername="postgresql", password=PASSWORD)
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


@pytest.fixture
def secrets(city: sa.Engine) -> set[str]:
    """Keys of the other county's households."""
    with city.connect() as connection:
        found = connection.execute(sa.text(SECRETS)).all()
    assert found
    return {value for row in found for value in (row.household_id, row.head_id_token)}


def scanned(plan: dict[str, Any]) -> int:
    """Rows that a plan's node and those below it took or threw away."""
    own = int(plan["Actual Rows"]) + int(plan.get("Rows Removed by Filter", 0))
    return max([own, *(scanned(one) for one in plan.get("Plans", []))])


def test_explain_counts_no_row_of_another_county(
    city: sa.Engine, session: psycopg.Connection, secrets: set[str]
) -> None:
    for mart in ("dim_household", "fct_household_month", "warning", "household_year"):
        with city.connect() as connection:
            count = f"select count(*) from marts.{mart} where county_code = '{OWN}'"
            own = connection.execute(sa.text(count)).scalar_one()
        for household in sorted(secrets)[:5]:
            query = f"select * from {COUNTY}.{mart} where household_id = '{household}'"
            explain = f"explain (analyze, verbose, format json) {query}"
            [(plan,)] = session.execute(explain.encode()).fetchall()
            assert scanned(plan[0]["Plan"]) <= own, mart
            with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused:
                session.execute(explain.replace(COUNTY, "marts").encode())
            assert "Rows" not in str(refused.value)


def test_statistics_and_catalogs_hold_no_key_of_another_county(
    session: psycopg.Connection, secrets: set[str]
) -> None:
    """Names, sizes and row counts they do tell everybody: docs/operations.md."""
    for catalog in ("pg_stats", "pg_stats_ext", "pg_policies", "pg_indexes", "pg_constraint"):
        rows = session.execute(f"select to_jsonb(told) from {catalog} as told".encode()).fetchall()
        text = json.dumps([row[0] for row in rows], ensure_ascii=False)
        assert [secret for secret in secrets if secret in text] == [], catalog
    schemas = session.execute(
        b"select distinct schemaname from pg_stats where schemaname !~ '^(pg_|information_schema)'"
    ).fetchall()
    assert {schema for (schema,) in schemas} <= {COUNTY}


def test_a_condition_that_fails_on_others_rows_is_never_tried(
    city: sa.Engine, session: psycopg.Connection
) -> None:
    """A cast error on a row behind a policy would tell its value."""
    spoil = "update {}.dim_household set head_name_masked = 'canary' where county_code = '{}'"
    with city.begin() as connection:
        for county in (OTHER, OWN):
            changed = connection.execute(sa.text(spoil.format(f"county_{county}", county)))
            assert changed.rowcount > 0
            if county == OTHER:
                query = f"select 1 from {COUNTY}.dim_household where head_name_masked = 'canary'"
    assert query
    numbers = f"select sum(substr(county_code, 5)::integer) from {COUNTY}.dim_household"
    [(found,)] = session.execute(numbers.encode()).fetchall()
    assert found % int(OWN[4:]) == 0
