"""Schema `accepted`: which received rows count."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that makes the schema; its views follow from the contracts."""
    op.execute((SQL / "accepted_rows.sql").read_text(encoding="utf-8").replace(":", r"\:"))
