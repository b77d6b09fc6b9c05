"""Schema `accepted` defines which received rows count; it replaces the gate's own tables."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
SCRIPTS = ("accepted_rows.sql", "scratch.sql")


def upgrade() -> None:
    """Run the scripts; the views of the schema follow from the contracts."""
    for script in SCRIPTS:
        op.execute((SQL / script).read_text(encoding="utf-8").replace(":", r"\:"))
