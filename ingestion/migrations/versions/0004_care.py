"""Reversals of loads, audit, fingerprints of the keys, deleted people."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that creates the tables and protects two of them from changes."""
    op.execute((SQL / "care.sql").read_text(encoding="utf-8").replace(":", r"\:"))
