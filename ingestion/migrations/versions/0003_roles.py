"""Roles of readers and of the pipeline's components (interface.md, "Roles")."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that creates roles and grants their rights."""
    op.execute((SQL / "roles.sql").read_text(encoding="utf-8").replace(":", r"\:"))
