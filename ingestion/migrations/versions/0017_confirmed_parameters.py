"""Confirmations of example parameters, and those of a release."""

from pathlib import Path

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that makes the tables of confirmed parameters."""
    op.execute((SQL / "confirmed_parameters.sql").read_text(encoding="utf-8"))
