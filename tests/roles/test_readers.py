"""Readers of the marts see what is theirs, and nothing else, also after a new publication."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from tests.building import build_and_publish
from tests.processed_city import NewCopy, settle
from tests.roles.conftest import LogIn, refusals

OWN, OTHER = "230521", "230523"

#: For each mart: the rows for a county's reader and for a reader of the assessment.
RULES: dict[str, tuple[str | None, str | None]] = {
    "county_indicator": ("county_code", "all"),
    "county_indicator_month": ("county_code", "all"),
    "county_score": ("county_code", "all"),
    "county_score_month": ("county_code", "all"),
    "dim_division": ("division_code", "county_level"),
    "dim_household": ("county_code", None),
    "division_bracket": ("division_code", "county_level"),
    "division_bracket_as_now": ("division_code", "county_level"),
    "division_income_month": ("division_code", "county_level"),
    "division_income_month_as_now": ("division_code", "county_level"),
    "division_month": ("division_code", "county_level"),
    "division_month_as_now": ("division_code", "county_level"),
    "division_year": ("division_code", "county_level"),
    "division_year_as_now": ("division_code", "county_level"),
    "feed_status": ("division_code", "county_level"),
    "entitlement_gap": ("county_code", None),
    "fct_household_month": ("county_code", None),
    "funds_trail": ("county_code", None),
    "funds_trail_evidence": ("county_code", None),
    "household_focus": ("county_code", None),
    "household_projection": ("county_code", None),
    "household_year": ("county_code", None),
    "household_year_evidence": ("county_code", None),
    "measure_status": ("division_code", "county_level"),
    "projection_backtest": (None, None),
    "reconciliation": ("county_code", None),
    "submission_burden": ("division_code", None),
    "submission_status": ("county_code", None),
    "suspicion": ("county_code", None),
    "village_suspicion": ("county_code", None),
    "warning": ("county_code", None),
    "warning_evidence": ("county_code", None),
    "warning_yield": (None, None),
    "worklist": ("county_code", None),
    "worklist_evidence": ("county_code", None),
}
BY_COUNTY = {mart: column for mart, (column, _) in RULES.items() if column}
#: In such a small city these may be empty.
MAY_BE_EMPTY = {"entitlement_gap", "funds_trail", "funds_trail_evidence", "suspicion"}
#: Without the Chinese views, which show the same as their tables: tests/dbt/test_made_up_city.py.
TABLES = """
select schemaname, relname from (
    select schemaname, tablename as relname from pg_tables
    union all select schemaname, viewname from pg_views
) as tables
where schemaname not in ('pg_catalog', 'information_schema') and schemaname !~ '_zh$'
order by 1, 2
"""


@pytest.fixture(scope="module", params=["as first published", "made anew"])
def city(request: pytest.FixtureRequest, new_copy: NewCopy, city_home: Path) -> Iterator[sa.Engine]:
    """A processed city; the second time its marts are made anew, as by a new version."""
    engine = new_copy()
    if request.param == "made anew":
        with engine.begin() as connection:
            connection.execute(
                sa.text("update ops.published_mart set shape = 'of a version before'")
            )
            connection.execute(sa.text("update ops.published_mart set definition = shape"))
        with pytest.MonkeyPatch.context() as patch:
            settle(patch, city_home, engine.url.render_as_string(hide_password=False))
            build_and_publish()
    yield engine
    engine.dispose()


def tables(city: sa.Engine, schema: str | None = None) -> list[tuple[str, str]]:
    with city.connect() as connection:
        found = [tuple(row) for row in connection.execute(sa.text(TABLES))]
    return [(one, name) for one, name in found if schema in (None, one)]


def rows(city: sa.Engine, query: str) -> list[Any]:
    with city.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(sa.text(query)))


def read(session: psycopg.Connection, query: str) -> list[Any]:
    return sorted(session.execute(query.encode()).fetchall())


def readable(session: psycopg.Connection, among: list[tuple[str, str]]) -> set[str]:
    """The tables that a session can read, if only an empty part of them."""
    return {
        f"{schema}.{name}"
        for schema, name in among
        if not refusals(session, f'select * from "{schema}"."{name}" limit 0')
    }


def marts(chosen: Any, schema: str = "marts") -> set[str]:
    return {f"{schema}.{mart}" for mart in chosen}


def test_every_mart_says_who_reads_which_of_its_rows(city: sa.Engine) -> None:
    assert {name for _, name in tables(city, "marts")} == set(RULES)


def test_bi_reads_every_mart_whole_and_no_other_table(city: sa.Engine, log_in: LogIn) -> None:
    session = log_in("bi_reader")
    assert readable(session, tables(city)) == marts(RULES)
    for mart in RULES:
        count = f"select count(*) from marts.{mart}"
        assert read(session, count) == rows(city, count), mart


def test_bi_sees_no_name_and_no_number_in_clear(log_in: LogIn) -> None:
    shown = read(
        log_in("bi_reader"), "select head_name_masked, head_id_token from marts.dim_household"
    )
    assert shown
    assert all(set(name[1:]) == {"*"} for name, _ in shown)
    assert all(len(token) == 32 and int(token, 16) for _, token in shown)


def test_a_county_reads_its_own_tables_and_no_other(city: sa.Engine, log_in: LogIn) -> None:
    session = log_in(f"county_reader_{OWN}")
    released = {f"county_{OWN}.{name}" for name in ("release_score", "release_indicator")}
    assert readable(session, tables(city)) == marts(BY_COUNTY, f"county_{OWN}") | released
    for mart, column in BY_COUNTY.items():
        own = rows(city, f"select * from marts.{mart} where left({column}, 6) = '{OWN}'")
        assert read(session, f"select * from county_{OWN}.{mart}") == own, mart
        assert own or mart in MAY_BE_EMPTY, mart


def test_a_county_reads_its_own_tables_in_chinese(log_in: LogIn) -> None:
    session = log_in(f"county_reader_{OWN}")
    count = "select count(*) from county_{}{}"
    chinese = read(session, count.format(OWN, '_zh."预警"'))
    assert chinese == read(session, count.format(OWN, ".warning"))
    assert refusals(session, 'select 1 from marts_zh."预警"') != []
    assert refusals(session, count.format(OTHER, '_zh."预警"')) != []


def test_a_county_has_no_way_to_the_rows_of_another(log_in: LogIn) -> None:
    session = log_in(f"county_reader_{OWN}")
    statements = (
        "select count(*) from marts.fct_household_month",
        f"select count(*) from county_{OTHER}.fct_household_month",
        "select count(*) from county_none.division_month",
        "set role bi_reader",
        f"set role county_reader_{OTHER}",
        f"alter table county_{OWN}.dim_household disable row level security",
        f"grant county_reader_{OTHER} to current_user",
    )
    assert refusals(session, *statements) == list(statements)


def test_a_member_of_two_counties_reads_both(log_in: LogIn) -> None:
    session = log_in(f"county_reader_{OWN}", f"county_reader_{OTHER}")
    for county in (OWN, OTHER):
        query = f"select distinct county_code from county_{county}.fct_household_month"
        assert read(session, query) == [(county,)]


def test_a_county_without_households_reads_its_divisions(log_in: LogIn) -> None:
    session = log_in("county_reader_230506")
    assert read(session, "select count(*) from county_230506.fct_household_month") == [(0,)]
    query = "select distinct county_code from county_230506.dim_division"
    assert read(session, query) == [("230506",)]


def test_the_group_of_all_counties_reads_nothing(city: sa.Engine, log_in: LogIn) -> None:
    assert readable(log_in("county_reader"), tables(city)) == set()


def test_the_assessment_reads_county_tables_and_nothing_of_households(
    city: sa.Engine, log_in: LogIn
) -> None:
    session = log_in("assessment_reader")
    releases = {f"assessment.{name}" for _, name in tables(city, "assessment")}
    signatures = "assessment.release_signature"
    releases -= {signatures, "assessment.release_turn", "assessment.parameter_confirmation"}
    assert refusals(session, f"select signature, key_fingerprint from {signatures}") == []
    assert refusals(session, f"select statement from {signatures}") != []
    chosen = {mart: rule for mart, (_, rule) in RULES.items() if rule}
    assert readable(session, tables(city)) == marts(chosen) | releases
    for mart, rule in chosen.items():
        count = f"select count(*) from marts.{mart}"
        visible = count + (" where level in ('city', 'county')" if rule == "county_level" else "")
        assert read(session, count) == rows(city, visible), mart


@pytest.mark.parametrize("role", ["bi_reader", "assessment_reader", f"county_reader_{OWN}"])
def test_no_reader_changes_anything(log_in: LogIn, role: str) -> None:
    session = log_in(role)
    statements = (
        f"update county_{OWN}.county_score set score = 100",
        f"truncate county_{OWN}.county_score",
        f"create table county_{OWN}.mine (one integer)",
        "update marts.county_score set score = 100",
        "delete from marts.county_score",
        "insert into marts.county_score select * from marts.county_score",
        "truncate marts.county_score",
        "drop table marts.county_score",
        "create table marts.mine (one integer)",
        "create table public.mine (one integer)",
        "create schema mine",
        "select ciphertext from vault.secret",
        "select * from ops.finding",
        "select * from raw.household_roster",
        "select access.make_roles()",
    )
    assert refusals(session, *statements) == list(statements)


def test_nobody_else_may_enter_a_schema_of_the_warehouse(city: sa.Engine) -> None:
    """What dbt makes anew starts closed: nothing is granted to everybody."""
    open_schemas = rows(
        city,
        "select nspname from pg_namespace, aclexplode(nspacl) as granted"
        " where granted.grantee = 0 and nspname !~ '^pg_'",
    )
    assert open_schemas == [("information_schema",), ("public",)]
    assert tables(city, "public") == []
    open_tables = rows(
        city,
        "select relname from pg_class, aclexplode(relacl) as granted where granted.grantee = 0"
        " and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')",
    )
    assert open_tables == []
