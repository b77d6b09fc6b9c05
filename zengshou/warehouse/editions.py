"""Editions: the marts as known at a given time, each in schemas of its own.

`zengshou rebuild --known-at` creates an edition; it stays until it is removed.
"""

import shutil
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ingestion.errors import ZengshouError
from ingestion.settings import Settings
from zengshou.warehouse.dbt import NOW, alone, build_of, target_folder

EDITIONS = """
select state.edition, build.built_at, count(*) as files
from ops.load_state as state
left join ops.build as build using (edition)
where state.edition <> :now
group by state.edition, build.built_at
order by state.edition
"""
REMOVED = (
    "delete from ops.changed_load where edition = :name",
    "delete from ops.built_unit where edition = :name",
    "delete from ops.shown_text where edition = :name",
    "delete from ops.built_load where edition = :name",
    "delete from ops.build where edition = :name",
    "delete from ops.judged where edition = :name",
    "delete from ops.current_unit where edition = :name",
    "delete from ops.load_state where edition = :name",
)


class UnknownEdition(ZengshouError):
    """There is no edition with this name; the message lists the existing editions."""


@dataclass(frozen=True)
class Edition:
    """An edition: its schema, the time of its build (None: not completed), its number of files."""

    name: str
    built_at: datetime | None
    files: int


def editions(connection: sa.Connection) -> list[Edition]:
    """All editions except the one for readers, by name."""
    return [Edition(*row) for row in connection.execute(sa.text(EDITIONS), {"now": NOW})]


def remove(engine: sa.Engine, settings: Settings, name: str) -> None:
    """Drop the schemas of an edition and its rows in `ops`. Raises UnknownEdition."""
    with alone(engine, build_of(name)), engine.begin() as connection:
        known = [one.name for one in editions(connection)]
        if name not in known:
            there_are = ", ".join(known) or "none"
            raise UnknownEdition(f"there is no edition {name!r} (there are: {there_are})")
        quote = connection.dialect.identifier_preparer.quote
        for schema in (name, f"{name}_intermediate", f"{name}_staging"):
            connection.execute(sa.text(f"drop schema if exists {quote(schema)} cascade"))
        for statement in REMOVED:
            connection.execute(sa.text(statement), {"name": name})
    shutil.rmtree(target_folder(settings, name), ignore_errors=True)
