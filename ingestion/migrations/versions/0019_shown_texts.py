"""Texts of villages as others see them."""

from pathlib import Path

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that creates the table and copies it into manual editions."""
    op.execute((SQL / "shown_texts.sql").read_text(encoding="utf-8"))
