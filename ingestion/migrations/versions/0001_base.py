"""Schemas, cell functions, ledger, judgements and vault."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"
SCRIPTS = ("cell_functions.sql", "cell_dates.sql", "ledger.sql", "judgement.sql", "vault.sql")


def upgrade() -> None:
    """Run the scripts in order of dependency."""
    for script in SCRIPTS:
        op.execute((SQL / script).read_text(encoding="utf-8").replace(":", r"\:"))
