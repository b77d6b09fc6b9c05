"""The roster that decides the scope of a departmental file."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that adds the column."""
    op.execute((SQL / "scope.sql").read_text(encoding="utf-8").replace(":", r"\:"))
