"""Reading what is published: one state of it, whatever is published meanwhile."""

import sqlalchemy as sa


def one_state(engine: sa.Engine) -> sa.Connection:
    """A connection whose transaction sees the warehouse as it is at its first statement.

    Whoever reads more than one table for a sheet, a page or a release reads through it, as a
    publication may end between two statements.
    """
    return engine.connect().execution_options(isolation_level="REPEATABLE READ")
