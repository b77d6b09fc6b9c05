"""Text with masked numbers: where it stands and how its original is found."""

from pathlib import Path

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that makes the table of masked texts."""
    op.execute((SQL / "screen.sql").read_text(encoding="utf-8"))
