"""The functions of schema `cell`, kept as their scripts define them.

A reading that changes reaches a warehouse in use: `migrate` runs the scripts again. They hold
`create or replace`; a function that takes other arguments needs a migration of its own.
"""

from pathlib import Path

import sqlalchemy as sa

from ingestion.definitions import is_defined, note_defined

SCHEMA = "cell"
#: In the order in which they depend on each other.
SCRIPTS = ("cell_functions.sql", "cell_dates.sql")


def cell_scripts(folder: Path) -> list[str]:
    """The texts of the scripts in `folder`."""
    return [(folder / name).read_text(encoding="utf-8") for name in SCRIPTS]


def sync_cell_functions(connection: sa.Connection, folder: Path) -> None:
    """Run the scripts if the database holds other functions; whatever those built is made anew."""
    scripts = cell_scripts(folder)
    if is_defined(connection, SCHEMA, scripts):
        return
    for script in scripts:
        connection.execute(sa.text(script.replace(":", r"\:")))
    connection.execute(sa.text("select ops.build_anew()"))
    note_defined(connection, SCHEMA, scripts)
