"""Signatures of releases."""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script; a colon would be read as a bind parameter."""
    statements = (SQL / "release_signature.sql").read_text(encoding="utf-8")
    op.execute(statements.replace(":", r"\:"))
