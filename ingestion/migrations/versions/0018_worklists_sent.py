"""Audit of the worklists that go to their owners."""

from pathlib import Path

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that lets ops.audit record them."""
    op.execute((SQL / "worklists_sent.sql").read_text(encoding="utf-8"))
