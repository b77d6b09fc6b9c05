"""The publishing transaction: all marts at once, or none."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from ingestion.errors import ZengshouError
from ingestion.settings import get_settings
from zengshou.warehouse import build_record
from zengshou.warehouse.conservation import check_published
from zengshou.warehouse.dbt import CANDIDATE
from zengshou.warehouse.publication.changes import write_changes
from zengshou.warehouse.publication.definition import Mart
from zengshou.warehouse.publication.tables import finish_tables, make_tables

EDITION = "marts"
BUILD = """
select built, began_at, built_at, touched_from, authorised_from, built_rules, marts
from ops.build where edition = 'marts' and published is distinct from built
"""
BEGIN = """
insert into ops.publication
    (began_at, built_at, snapshot, rules, touched_from, last_received_at)
select
    :began_at, :built_at, :built, :built_rules, :touched_from,
    (
        select max(receipt.received_at)
        from ops.built_load
        inner join ops.receipt using (load_id)
        where built_load.edition = 'marts'
    )
returning publication_id
"""
FILES = """
insert into ops.publication_load (publication_id, load_id, status_before, status_after)
select :publication, load_id, before.status, after.status
from ops.published_load as before
full join (select * from ops.built_load where edition = 'marts') as after using (load_id)
where (before.status, before.reject_judgement_id)
    is distinct from (after.status, after.reject_judgement_id)
"""
FILES_GONE = """
delete from ops.published_load where load_id in (
    select load_id from ops.publication_load
    where publication_id = :publication and status_before is not null
)
"""
FILES_NOW = """
insert into ops.published_load (load_id, status, reject_judgement_id)
select load_id, status, reject_judgement_id
from ops.built_load
where edition = 'marts' and load_id in (
    select load_id from ops.publication_load where publication_id = :publication
)
"""


class NothingToPublish(ZengshouError):
    """The last build is published already: its candidate tables are empty."""


def publish(engine: sa.Engine) -> int:
    """Bring schema `marts` to the state of the last build; returns the number of the publication.

    Readers see the old state until the transaction commits. Raises NothingToPublish,
    conservation.NotConserved and shape.ReadersInTheWay; in these cases nothing changes.
    """
    start = get_settings().income_year_start_month
    with engine.begin() as connection:
        found = connection.execute(sa.text(BUILD)).mappings().one_or_none()
        if found is None:
            raise NothingToPublish("the last build is published already")
        build = dict(found)
        marts = [Mart.model_validate(one) for one in build.pop("marts")]
        number = _begin(connection, build)
        unfinished = make_tables(connection, marts)
        for mart in marts:
            write_changes(connection, mart, number, _first_month(mart, build), start)
        finish_tables(connection, marts, unfinished)
        check_published(connection)
        _empty_candidates(connection, marts)
        build_record.record_published(connection, EDITION)
    with engine.begin() as connection:
        _count_rows(connection, marts, whole=build["touched_from"] is None)
    return number


def _begin(connection: sa.Connection, build: dict[str, Any]) -> int:
    number: int = connection.execute(sa.text(BEGIN), build).scalar_one()
    for statement in (FILES, FILES_GONE, FILES_NOW):
        connection.execute(sa.text(statement), {"publication": number})
    return number


def _first_month(mart: Mart, build: dict[str, Any]) -> date | None:
    column = "authorised_from" if mart.rests_on_authorisations else "touched_from"
    found: date | None = build[column]
    return found


def _empty_candidates(connection: sa.Connection, marts: list[Mart]) -> None:
    """Empty the candidate tables: a second copy of the rows takes half of the warehouse."""
    partial = [f"{CANDIDATE}.{mart.name}" for mart in marts if mart.made_new != "whole"]
    connection.exec_driver_sql(f"truncate {', '.join(partial)}")


def _count_rows(connection: sa.Connection, marts: list[Mart], *, whole: bool) -> None:
    """Update planner statistics: of all columns, or only of the months after a partial build."""
    if not whole:
        connection.exec_driver_sql("set local default_statistics_target = 10")
    tables = [
        f"marts.{mart.name}"
        + (f" ({mart.month_column})" if mart.month_column and not whole else "")
        for mart in marts
    ]
    connection.exec_driver_sql(f"analyze {', '.join(tables)}")
