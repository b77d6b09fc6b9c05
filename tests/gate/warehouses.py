"""A warehouse as the tests look at it: receive, check, and what the ledger then says."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from expectations.gate import judge
from ingestion.contract import Contract, load_contracts
from ingestion.load.receive import Received, receive
from ingestion.settings import Settings
from tests.gate.landing_files import Landing

LOADS = """
select feed, period, file_name, sha256, received_at, status, reason,
    rows_received, rows_accepted, rows_rejected, rows_out_of_scope, rows_duplicate
from ops.load order by feed, period, file_name, sha256
"""
FINDINGS = """
select load.feed, load.period, load.file_name, load.sha256, finding.table_name,
    finding.row_number, finding.rule, finding.severity, finding.column_name, finding.message
from ops.finding as finding inner join ops.load as load using (load_id)
order by load.feed, load.period, load.file_name, load.sha256, finding.table_name,
    finding.row_number, finding.rule, finding.column_name
"""
EDITION = """
select receipt.feed, receipt.period, receipt.file_name, receipt.sha256, state.status, state.reason,
    judgement.rows_received, judgement.rows_accepted, judgement.rows_rejected,
    judgement.rows_out_of_scope, judgement.rows_duplicate,
    (
        select array_agg(current.unit order by current.unit) from ops.current_unit as current
        where current.edition = state.edition and current.load_id = receipt.load_id
    ) as units,
    (
        select array_agg(finding::text order by finding::text) from (
            select table_name, row_number, rule, severity, column_name, message
            from ops.judgement_finding where judgement_id in (
                state.file_judgement_id, state.reject_judgement_id, state.warn_judgement_id
            )
        ) as finding
    ) as findings
from ops.load_state as state
inner join ops.receipt as receipt using (load_id)
left join ops.judgement as judgement on judgement.judgement_id = state.reject_judgement_id
where state.edition = :edition
order by receipt.feed, receipt.period, receipt.file_name, receipt.sha256
"""
TABLES = """
select schemaname || '.' || tablename from pg_tables
where schemaname in ('raw', 'ops', 'vault') and tablename not in ('audit', 'migration', 'key')
order by 1
"""


@dataclass(frozen=True)
class Finding:
    """One broken rule, as the sender is told."""

    row_number: int | None
    rule: str
    severity: str
    column: str | None
    message: str


@dataclass(frozen=True)
class Load:
    """One received file and what became of it."""

    status: str
    reason: str | None
    received_at: datetime
    received: int
    accepted: int
    rejected: int
    out_of_scope: int
    duplicate: int

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """Rows received, accepted, rejected, out of scope, duplicate."""
        return (self.received, self.accepted, self.rejected, self.out_of_scope, self.duplicate)


class Warehouse:
    """One warehouse database with the settings and contracts that go with it."""

    def __init__(self, engine: sa.Engine, settings: Settings) -> None:
        self.engine = engine
        self.settings = settings
        self.contracts: dict[str, Contract] = load_contracts()

    def receive(self, landing: Landing) -> dict[str, Received]:
        """Load what is new, feed by feed."""
        return {
            feed: receive(self.engine, contract, str(landing.root), self.settings)
            for feed, contract in self.contracts.items()
        }

    def check(self, edition: str = "marts", known_at: datetime | None = None) -> int:
        """Judge what waits for judgement; returns how many judgements were made."""
        start = self.settings.income_year_start_month
        return judge(self.engine, self.contracts, start, edition=edition, known_at=known_at)

    def take(self, landing: Landing) -> int:
        """Receive and check."""
        self.receive(landing)
        return self.check()

    def query(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(statement), values)]

    def run(self, statement: str) -> None:
        """Change the database in a transaction of its own."""
        with self.engine.begin() as connection:
            connection.execute(sa.text(statement))

    def loads(self, file_name: str) -> list[Load]:
        """Everything received under this name, in order of receipt."""
        rows = self.query(
            "select status, reason, received_at, rows_received, rows_accepted, rows_rejected,"
            " rows_out_of_scope, rows_duplicate from ops.load where file_name = :name"
            " order by received_at, load_id",
            name=file_name,
        )
        return [Load(*row) for row in rows]

    def load(self, file_name: str) -> Load:
        """The only file received under this name."""
        [found] = self.loads(file_name)
        return found

    def findings(self, file_name: str, table: str | None = None) -> list[Finding]:
        """All findings on files of this name, by row and rule."""
        rows = self.query(
            "select row_number, rule, severity, column_name, message from ops.finding"
            " where load_id in (select load_id from ops.load where file_name = :name)"
            " and (cast(:table as text) is null or table_name = :table)"
            " order by row_number, rule, column_name",
            name=file_name,
            table=table,
        )
        return [Finding(*row) for row in rows]

    def by_row(
        self, file_name: str, table: str | None = None
    ) -> dict[int | None, dict[str, Finding]]:
        """Findings by row number and rule; a rule told twice for a row is an error."""
        found: dict[int | None, dict[str, Finding]] = defaultdict(dict)
        for finding in self.findings(file_name, table):
            assert finding.rule not in found[finding.row_number], f"told twice: {finding}"
            found[finding.row_number][finding.rule] = finding
        return found

    def ledger(self) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """All of ops.load and ops.finding but the ids and times of loading."""
        return self.query(LOADS), self.query(FINDINGS)

    def edition(self, name: str) -> list[tuple[Any, ...]]:
        """Status, counts, units in force and findings of every file of an edition."""
        return self.query(EDITION, edition=name)

    def empty(self) -> None:
        """Forget everything received and decided."""
        names = ", ".join(name for (name,) in self.query(TABLES))
        locks = [
            f"alter table ops.{table} {{}} trigger refuse_truncate"
            for table in ("reversal", "confirmation")
        ]
        self.run(
            f"{'; '.join(lock.format('disable') for lock in locks)};"
            f" truncate {names} restart identity cascade;"
            f" {'; '.join(lock.format('enable always') for lock in locks)}"
        )

    def sizes(self) -> dict[str, int]:
        """Rows of every table of `raw`, `ops` and `vault`."""
        names = [name for (name,) in self.query(TABLES)]
        return {name: self.query(f"select count(*) from {name}")[0][0] for name in names}
