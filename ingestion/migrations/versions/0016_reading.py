"""Notes of the readers beside the rows of a table."""

from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that extends the table of unknown columns."""
    op.execute((SQL / "reading.sql").read_text(encoding="utf-8"))
