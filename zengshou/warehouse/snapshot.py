"""Consistent reads of the published tables, even if a publication happens meanwhile."""

import sqlalchemy as sa


def one_state(engine: sa.Engine) -> sa.Connection:
    """A connection whose transaction sees the warehouse as of its first statement.

    Use it to read more than one table for a sheet, a page or a release: a publication may commit
    between two statements.
    """
    return engine.connect().execution_options(isolation_level="REPEATABLE READ")
