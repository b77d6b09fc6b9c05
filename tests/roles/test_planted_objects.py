"""What somebody planted under a name that the pipeline uses is not called."""

import re
from pathlib import Path

import psycopg
import pytest

from ingestion.contract import load_contracts
from ingestion.settings import PROJECT_ROOT, Settings
from tests.dbt.installations import an_installation, copy_of
from tests.gate.landing_files import Landing, roster, roster_rows, village, village_row
from tests.gate.people import SHUANGSHENG, household
from tests.roles.conftest import LogIn, refusals
from zengshou.jobs import steps

HOMES = [household(serial) for serial in range(3)]
CODE = ("ingestion", "expectations", "zengshou", "dbt_project/models", "dbt_project/macros")
CALLED = re.compile(r"\b([a-z][a-z0-9_]+)\(")
ARGUMENTS = ("integer", "bigint", "text", "character varying", "date", "numeric", "jsonb", "name")
#: The schemas that PostgreSQL's usual search path names: the user's own, then `public`.
PLACES = ("zengshou", "public")
PLANT = """
do $$
declare
    place text;
    wanted record;
    argument text;
begin
    foreach place in array array['zengshou', 'public'] loop
        for wanted in
            select distinct on (proname) proname, prorettype::regtype::text as result
            from pg_catalog.pg_proc
            where pronamespace = 'pg_catalog'::regnamespace and prokind = 'f'
                and proname = any(current_setting('test.names')::text[])
        loop
            foreach argument in array current_setting('test.arguments')::text[] loop
                begin
                    execute format(
                        'create function %I.%I(%s) returns %s language plpgsql as '
                        '''begin raise exception ''''planted %s''''; end''',
                        place, wanted.proname, argument, wanted.result, wanted.proname
                    );
                exception when others then null; -- no such result type for a function of ours
                end;
            end loop;
        end loop;
        execute format(
            'create function %I.planted(text, integer) returns boolean language plpgsql as '
            '''begin raise exception ''''planted =''''; end''', place
        );
        execute format(
            'create operator %I.= (function = %I.planted, leftarg = text, rightarg = integer)',
            place, place
        );
    end loop;
    for wanted in
        select distinct relname from pg_catalog.pg_class
        where relkind in ('r', 'p', 'v')
            and relnamespace::regnamespace::text in ('ops', 'raw', 'accepted', 'reference')
    loop
        execute format('create table zengshou.%I (planted text)', wanted.relname);
    end loop;
end
$$
"""


def names_in_code() -> list[str]:
    """What is called like a function anywhere in the project's SQL."""
    texts = (
        path.read_text(encoding="utf-8")
        for folder in CODE
        for path in (PROJECT_ROOT / folder).rglob("*")
        if path.suffix in (".py", ".sql")
    )
    return sorted({name for text in texts for name in CALLED.findall(text)})


@pytest.fixture(scope="module")
def planted(prepared: Settings) -> str:
    """The URL of a warehouse in which functions, an operator and tables were planted."""
    url = copy_of(prepared.database_url or "", "planted")
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("create schema zengshou")
        for name, values in {"names": names_in_code(), "arguments": ARGUMENTS}.items():
            listed = "{" + ",".join(f'"{value}"' for value in values) + "}"
            connection.execute("select set_config(%s, %s, true)", [f"test.{name}", listed])
        connection.execute(PLANT.encode())
    return url


def test_a_session_with_the_usual_search_path_would_call_them(planted: str) -> None:
    """Else the test below could not fail."""
    with (
        psycopg.connect(planted.replace("+psycopg", "")) as connection,
        pytest.raises(psycopg.errors.RaiseException, match="planted pg_advisory_lock"),
    ):
        connection.execute("select pg_advisory_lock(hashtext('x'))")


def test_a_whole_run_calls_none_of_them(planted: str, prepared: Settings, tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing")
    landing.put("household_roster", "2023-01", "名册.xlsx", roster(roster_rows(HOMES)))
    rows = [village_row(home) for home in HOMES]
    landing.put("village_submission", "2023-01", "月报.xlsx", village(SHUANGSHENG, "2023-01", rows))
    with an_installation(prepared.home, planted):
        steps.prepare()
        for feed in load_contracts():
            steps.receive_feed(feed, str(landing.root))
        assert steps.check() > 0
        steps.transform()
        steps.publish()
        assert steps.feedback(str(landing.root)).answers == 2
        assert len(steps.dispatch("2023-01", str(tmp_path / "outbox"))) > 1
        steps.engine().dispose()


def test_nobody_but_the_owner_creates_schemas_or_objects_in_public(log_in: LogIn) -> None:
    for role in ("loader", "transformer", "bi_reader", "county_reader_230521"):
        statements = (
            "create schema zengshou",
            "create schema mine",
            "create table public.load (n integer)",
            "create function public.hashtext(integer) returns integer language sql as 'select 1'",
        )
        assert refusals(log_in(role), *statements) == list(statements), role
