"""What tests of signatures do to a released year: correct it, change it with all rights."""

import sqlalchemy as sa

from zengshou.jobs import freeze
from zengshou.outputs import release_files

TABLES = (
    *(f"assessment.release{part}" for part in ("", "_score", "_indicator", "_input", "_seed")),
    "assessment.release_parameter",
    *("assessment.release_print", "assessment.release_signature"),
    *(f"county_230523.release_{part}" for part in ("score", "indicator")),
)


FOREIGN_KEYS = """
select conrelid::regclass, quote_ident(conname) from pg_catalog.pg_constraint
where contype = 'f' and conparentid = 0 and connamespace = 'assessment'::regnamespace
"""


def unlock(connection: sa.Connection) -> None:
    """What the owner of the database can do: every guard off, every right taken."""
    for table, constraint in connection.execute(sa.text(FOREIGN_KEYS)).all():
        connection.execute(sa.text(f"alter table {table} drop constraint {constraint}"))
    for table in TABLES:
        connection.execute(sa.text(f"alter table {table} disable trigger user"))
        connection.execute(sa.text(f"grant update, delete on {table} to current_user"))


def execute(engine: sa.Engine, *statements: str) -> None:
    with engine.begin() as connection:
        unlock(connection)
        for statement in statements:
            connection.execute(sa.text(statement))


def correct(engine: sa.Engine, digit: str = "0") -> int:
    """Make the next release: one input file differs."""
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "update ops.receipt set sha256 = repeat(:digit, 64) where load_id = ("
                "select min(load_id) from ops.receipt where feed = 'village_submission')"
            ),
            {"digit": digit},
        )
    return freeze.freeze(engine, 2023, "王主任", reason="更正")


def problems(engine: sa.Engine) -> list[str]:
    return release_files.verify_releases(engine).problems
