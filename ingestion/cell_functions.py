"""Keeps the functions of schema `cell` as the SQL scripts define them.

If a script changes, `migrate` runs the scripts again, so existing warehouses get the change. The
scripts use `create or replace`. If the arguments of a function change, write a migration.
"""

from pathlib import Path

import sqlalchemy as sa

from ingestion.definitions import is_defined, note_defined

SCHEMA = "cell"
#: In order of dependency.
SCRIPTS = ("cell_functions.sql", "cell_dates.sql", "cell_counts.sql")


def cell_scripts(folder: Path) -> list[str]:
    """The texts of the scripts in `folder`."""
    return [(folder / name).read_text(encoding="utf-8") for name in SCRIPTS]


def sync_cell_functions(connection: sa.Connection, folder: Path) -> None:
    """Run the scripts if their content has changed, and rebuild what depends on the functions."""
    scripts = cell_scripts(folder)
    if is_defined(connection, SCHEMA, scripts):
        return
    for script in scripts:
        connection.execute(sa.text(script.replace(":", r"\:")))
    connection.execute(sa.text("select ops.build_anew()"))
    note_defined(connection, SCHEMA, scripts)
