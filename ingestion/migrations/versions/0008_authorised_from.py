"""Tables that depend on authorisations have their own first touched month."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that adds this column to the build plan."""
    op.execute((SQL / "authorised_from.sql").read_text(encoding="utf-8"))
