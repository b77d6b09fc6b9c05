"""Incremental builds: the files that changed and the first month to rebuild."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that creates the tables and protects them from changes."""
    op.execute((SQL / "increments.sql").read_text(encoding="utf-8").replace(":", r"\:"))
