"""The counties of a file's accepted rows, kept with the judgement on them."""

from pathlib import Path

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that adds the column."""
    op.execute((SQL / "counties_of_judgement.sql").read_text(encoding="utf-8"))
