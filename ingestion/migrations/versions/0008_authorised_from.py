"""Tables that rest on authorisations have a first touched month of their own."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Run the script that adds it to the plan of a build."""
    op.execute((SQL / "authorised_from.sql").read_text(encoding="utf-8"))
