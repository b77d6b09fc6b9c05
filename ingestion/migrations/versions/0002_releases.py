"""Schema `assessment`: frozen years of the county assessment."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that creates the tables and protects them from changes."""
    op.execute((SQL / "releases.sql").read_text(encoding="utf-8").replace(":", r"\:"))
