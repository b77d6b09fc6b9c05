"""Released rows are partitioned by county."""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that partitions the tables; a colon would be read as a bind parameter."""
    statements = (SQL / "releases_by_county.sql").read_text(encoding="utf-8")
    op.execute(statements.replace(":", r"\:"))
