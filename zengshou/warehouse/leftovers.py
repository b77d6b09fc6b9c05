"""Removes what models of earlier versions left in the schemas that dbt builds.

dbt never drops the relation of a model that was renamed, removed or made ephemeral. Nobody reads it
any more, and it takes room.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
import structlog

from zengshou.warehouse import dbt

RELATIONS = """
select space.nspname as schema, class.relname as name, class.relkind = 'v' as is_view
from pg_catalog.pg_class as class
inner join pg_catalog.pg_namespace as space on class.relnamespace = space.oid
where space.nspname = any(:schemas) and class.relkind in ('r', 'v')
"""

log = structlog.get_logger(__name__)


def drop(engine: sa.Engine) -> None:
    """Drop the leftovers beside the models of the last build, and log their names.

    A view that still reads one of them is a leftover, too.
    """
    made = set(_made(dbt.manifest(dbt.NOW)))
    with engine.begin() as connection:
        values = {"schemas": [dbt.CANDIDATE, *dbt.LAYERS]}
        found = connection.execute(sa.text(RELATIONS), values).all()
        quote = connection.dialect.identifier_preparer.quote
        left = [one for one in found if (one.schema, one.name) not in made]
        for one in left:
            kind = "view" if one.is_view else "table"
            name = f"{quote(one.schema)}.{quote(one.name)}"
            connection.exec_driver_sql(f"drop {kind} if exists {name} cascade")
    names = [f"{one.schema}.{one.name}" for one in left]
    if names:
        log.info("leftovers dropped", relations=names)


def _made(manifest: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Schema and name of everything that the project makes, results of tests included."""
    for node in manifest["nodes"].values():
        yield node["schema"], node["alias"]
