"""A build uses a snapshot of the ledger; a publication records its changes."""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that creates the tables of builds and publications."""
    op.execute((SQL / "publication.sql").read_text(encoding="utf-8").replace(":", r"\:"))
