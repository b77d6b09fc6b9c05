"""Tokens without a kept clear value are renewed like all others."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that drops the list of these tokens."""
    op.execute((SQL / "tokens.sql").read_text(encoding="utf-8"))
