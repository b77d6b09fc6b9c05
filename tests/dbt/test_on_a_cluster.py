"""How tables are made on a cluster (Citus), seen in a database that only looks like one.

The extension is an empty entry and its functions write down what they are told. What Citus itself
does is tried by `make test-distributed` on a real cluster.
"""

import re
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from ingestion.database import engine_for
from tests.dbt.conftest import EmptyWarehouse
from tests.dbt.installations import an_installation, copy_of
from zengshou.local import postgres
from zengshou.warehouse import dbt

#: Models of each layer with their keys.
MODELS = {
    "stg_social_security": "citizen_id_token",
    "int_division_closure": None,
    "int_household_month": "household_id",
    "dim_division": None,
    "household_year": "household_id",
}
LOOKS_LIKE_CITUS = """
set allow_system_table_mods = on;
insert into pg_catalog.pg_extension (
    oid, extname, extowner, extnamespace, extrelocatable, extversion
) values (99999, 'citus', 10, 'pg_catalog'::regnamespace, false, '14');
create table public.spread (
    relation text, key text, constraints bigint, is_empty boolean, place serial
);
grant select on public.spread to public;
create function pg_catalog.create_distributed_table(relation regclass, key text) returns void
language plpgsql security definer as $$
declare
    filled boolean;
begin
    execute format('select exists (select from %s)', relation) into filled;
    insert into public.spread (relation, key, constraints, is_empty)
    select relation::text, key, count(*), not filled from pg_catalog.pg_constraint
    where conrelid = relation;
end
$$;
create function pg_catalog.create_reference_table(relation regclass) returns void
language sql security definer as $$
    select pg_catalog.create_distributed_table(relation, null)
$$;
"""


Told = dict[str, tuple[str | None, int, bool]]


@pytest.fixture(scope="module")
def told(
    empty_warehouse: EmptyWarehouse, server_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Told:
    """Key, number of constraints and emptiness of each table when it was distributed."""
    empty_warehouse.engine.dispose()
    template = empty_warehouse.engine.url.render_as_string(hide_password=False)
    url = copy_of(template, "looks_like_citus")
    with psycopg.connect(_of_superuser(url, server_home), autocommit=True) as connection:
        connection.execute(LOOKS_LIKE_CITUS)
    with an_installation(tmp_path_factory.mktemp("cluster"), url):
        dbt.run_dbt(sa.make_url(url), ["run", "--full-refresh", "--select", *MODELS], dbt.NOW)
    with engine_for(url).connect() as connection:
        rows = connection.execute(sa.text("select * from public.spread order by place")).all()
    engine_for(url).dispose()
    return {
        re.sub("__dbt_.*$", "", relation.partition(".")[2]): (key, constraints, is_empty)
        for relation, key, constraints, is_empty, _ in rows
    }


def _of_superuser(url: str, server_home: Path) -> str:
    password = (server_home / "secrets" / postgres.BOOTSTRAP_PASSWORD).read_text().strip()
    return (
        sa.make_url(url)
        .set(drivername="postgresql", username="zengshou_bootstrap", password=password)
        .render_as_string(hide_password=False)
    )


def test_each_table_is_spread_once_by_its_key_or_copied_to_every_worker(told: Told) -> None:
    assert {name: key for name, (key, *_) in told.items()} == MODELS


def test_a_table_has_its_constraints_and_no_row_when_it_is_spread(told: Told) -> None:
    """Citus refuses constraints afterwards, and rows would pass the coordinator twice."""
    assert [name for name, (_, constraints, _) in told.items() if not constraints] == []
    assert [name for name, (*_, is_empty) in told.items() if not is_empty] == []
