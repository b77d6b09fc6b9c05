"""The made-up city is a city in which everything happens; its marts as people read them."""

import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from tests.conftest import BuiltCity
from tests.dbt.installations import an_installation

VIEWS = """
select view.relname as label, obj_description(view.oid, 'pg_class') as mart
from pg_class as view where relnamespace = to_regnamespace('marts_zh') and relkind = 'v'
"""
#: A rule without a level gives no warning.
RULES_THAT_WARN = """
select name_zh from reference.warning_rules
where code in (select rule from reference.warning_levels)
"""
MARTS = """
select relname from pg_class
where relnamespace = to_regnamespace('marts') and relkind in ('r', 'p')
"""


@pytest.fixture
def city(built_city: BuiltCity) -> Iterator[sa.Engine]:
    """The warehouse of the made-up city, dbt working on it."""
    with an_installation(built_city.home, built_city.url):
        yield built_city.engine


def test_dbt_keeps_no_argument_of_the_command(built_city: BuiltCity) -> None:
    """It writes them to a file, and the address of a landing zone may hold a password."""
    results = built_city.home / "dbt" / "marts" / "run_results.json"
    told = json.loads(results.read_text(encoding="utf-8"))
    assert told["args"]["invocation_command"] == "dbt "


@pytest.mark.parametrize(
    ("found", "known"),
    [
        ("select distinct rule from marts.warning", "select rule from reference.warning_levels"),
        ("select distinct kind from marts.suspicion", "select kind from reference.suspicion_kinds"),
    ],
)
def test_every_rule_and_every_kind_occurs(city: sa.Engine, found: str, known: str) -> None:
    with city.connect() as connection:
        codes = set(connection.execute(sa.text(known)).scalars())
        assert codes
        assert set(connection.execute(sa.text(found)).scalars()) == codes


def test_every_mart_can_be_read_in_chinese(city: sa.Engine) -> None:
    with city.connect() as connection:
        views = {row.mart: row.label for row in connection.execute(sa.text(VIEWS))}
        assert set(views) == set(connection.execute(sa.text(MARTS)).scalars())
        for mart, label in views.items():
            quoted = city.dialect.identifier_preparer.quote(label)
            assert _count(connection, f"marts_zh.{quoted}") == _count(connection, f"marts.{mart}")


def test_codes_are_shown_in_chinese(city: sa.Engine) -> None:
    with city.connect() as connection:
        levels = connection.execute(sa.text('select distinct "预警级别" from marts_zh."预警"'))
        assert set(levels.scalars()) == {"黄", "橙", "红", None}
        rules = connection.execute(sa.text('select distinct "预警规则" from marts_zh."预警"'))
        named = connection.execute(sa.text(RULES_THAT_WARN))
        assert set(rules.scalars()) == set(named.scalars())


def test_a_chinese_view_shows_nobody_more_than_the_mart_does(city: sa.Engine) -> None:
    with city.connect() as connection, connection.begin() as undone:
        for statement in (
            "create role reads_one_county",
            "grant usage on schema marts, marts_zh to reads_one_county",
            "grant select on all tables in schema marts_zh to reads_one_county",
            "grant select on marts.warning to reads_one_county",
            "alter table marts.warning enable row level security",
            "create policy own on marts.warning to reads_one_county using (county_code = '230521')",
            "grant reads_one_county to current_user",
            "set local role reads_one_county",
        ):
            connection.execute(sa.text(statement))
        counties = connection.execute(sa.text('select distinct "县(区)代码" from marts_zh."预警"'))
        assert set(counties.scalars()) == {"230521"}
        with pytest.raises(ProgrammingError, match="permission denied for table household_focus"):
            connection.execute(sa.text('select 1 from marts_zh."重点户清单"'))
        undone.rollback()


def _count(connection: sa.Connection, table: str) -> int:
    found = connection.execute(sa.text(f"select count(*) from {table}")).scalar_one()
    assert isinstance(found, int)
    return found
