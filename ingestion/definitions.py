"""Records which definitions a schema holds, and checks whether they are current.

A digest of the statements is stored in the comment of the schema that they fill. If a definition
changes, every warehouse gets the change; if nothing changes, the check costs one query.
"""

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa

from ingestion.meaning import sql_meaning

COMMENT = "select obj_description(to_regnamespace(:schema)::oid, 'pg_namespace')"
MARK = "; defined by "


def is_defined(connection: sa.Connection, schema: str, statements: Sequence[str]) -> bool:
    """True if the schema holds what these statements define; comments and layout do not count."""
    return _comment(connection, schema).endswith(MARK + _digest(statements))


def note_defined(connection: sa.Connection, schema: str, statements: Sequence[str]) -> None:
    """Record, in the same transaction, that the statements have run."""
    about = _comment(connection, schema).partition(MARK)[0]
    text = f"{about}{MARK}{_digest(statements)}".replace("'", "''")
    connection.exec_driver_sql(f"comment on schema {schema} is '{text}'")


def _comment(connection: sa.Connection, schema: str) -> str:
    found: str | None = connection.execute(sa.text(COMMENT), {"schema": schema}).scalar()
    return found or ""


def _digest(statements: Sequence[str]) -> str:
    meaning = "\n".join(sql_meaning(statement) for statement in statements)
    return hashlib.sha256(meaning.encode()).hexdigest()[:16]
