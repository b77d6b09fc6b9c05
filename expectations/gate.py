"""The gate: judges every received file and row, and stores the results in `ops`.

Four passes, each stored by load and context: `file` (F01-F08, F10), `reject` (row rules that reject
a row, copies, scope), `version` (F09) and `warn` (rules over accepted rows). The roster is judged
first, because the other feeds are judged against it. Source: feeds.md.
"""

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from expectations import batch_tables, fingerprint, history
from expectations.edition import Edition
from expectations.judgements import BEGIN_BATCH, record_files, record_rows
from expectations.pruning import prune_judgements
from expectations.reference import reference
from expectations.standing import set_versions
from ingestion.contract import Contract, load_file_rules

if TYPE_CHECKING:
    from expectations.suite import Suite
    from expectations.validate import Validator

LOCK = "select pg_advisory_lock(hashtext('zengshou judge'))"
UNLOCK = "select pg_advisory_unlock(hashtext('zengshou judge'))"
KEEP_RESULT = """
insert into ops.validation (suite, gate, loads, success, result)
select :suite, :gate, (select count(*) from gate.batch_load), :success, cast(:result as jsonb)
"""
LAST_ORDERS = """
select
    (select coalesce(max(reversal_id), 0) from ops.reversal) as last_reversal_id,
    (select coalesce(max(confirmation_id), 0) from ops.confirmation) as last_confirmation_id
"""
RECORD_JUDGED = """
insert into ops.judged (edition, last_load_id, last_reversal_id, last_confirmation_id, rules)
select
    :edition, coalesce(max(load_id) filter (where trial is null), 0), :last_reversal_id,
    :last_confirmation_id, :rules
from gate.edition_load
on conflict (edition) do update
set
    judged_at = clock_timestamp(), last_load_id = excluded.last_load_id,
    last_reversal_id = excluded.last_reversal_id,
    last_confirmation_id = excluded.last_confirmation_id, rules = excluded.rules
"""
UNJUDGED = f"""
select
    present.load_id || ' ' || orders.last_reversal_id || ' ' || orders.last_confirmation_id
from (
    select coalesce(max(load_id), 0) as load_id from ops.receipt where trial is null
) as present
cross join ({LAST_ORDERS}) as orders
left join ops.judged as judged on judged.edition = :edition
where (judged.last_load_id, judged.last_reversal_id, judged.last_confirmation_id, judged.rules)
    is distinct from (
        present.load_id, orders.last_reversal_id, orders.last_confirmation_id, :rules
    )
"""
ROSTER = "household_roster"


def judge(
    engine: sa.Engine,
    contracts: dict[str, Contract],
    income_year_start_month: int,
    *,
    edition: str = "marts",
    known_at: datetime | None = None,
    trial: int | None = None,
) -> int:
    """Judge all files and rows that have no judgement in their current context.

    Returns the number of judgements. `known_at` limits the edition with the name `edition` to files
    received until then, `trial` to what the file on trial with this load id is judged against.
    Without new files, running it again changes nothing.
    """
    with engine.connect() as connection:
        connection.execute(sa.text(LOCK))
        connection.commit()
        try:
            _clear_scratch(connection)  # scratch tables of a killed run
            run = _Run(engine, connection, contracts, income_year_start_month)
            orders = dict(connection.execute(sa.text(LAST_ORDERS)).mappings().one())
            run.judge(Edition(connection, edition, known_at, trial))
            judged = {"edition": edition, "rules": run.rules(), **orders}
            connection.execute(sa.text(RECORD_JUDGED), judged)
            connection.commit()
            prune_judgements(connection, run.fingerprints())
            connection.commit()
            return run.judgements
        finally:
            connection.rollback()
            if not connection.invalidated:  # if it is, another run may hold the lock
                _clear_scratch(connection)
            connection.execute(sa.text(UNLOCK))
            connection.commit()


def unjudged(
    engine: sa.Engine, contracts: dict[str, Contract], income_year_start_month: int
) -> str | None:
    """An identifier of the ledger state and the rules if `judge` must still process them, or None.

    New files, reversals, confirmations and changed rules give a new state.
    """
    with engine.connect() as connection:
        rules = _Run(engine, connection, contracts, income_year_start_month).rules()
        known = {"edition": "marts", "rules": rules}
        state = connection.execute(sa.text(UNJUDGED), known).scalar()
    return f"{state} {rules}" if state else None


def _clear_scratch(connection: sa.Connection) -> None:
    connection.execute(sa.text("select ops.clear_scratch()"))
    connection.commit()


class _Run:
    """One run of the gate over an edition."""

    def __init__(
        self,
        engine: sa.Engine,
        connection: sa.Connection,
        contracts: dict[str, Contract],
        income_year_start_month: int,
    ) -> None:
        self.engine = engine
        self.connection = connection
        self.contracts = contracts
        self.start_month = income_year_start_month
        self.judgements = 0
        self._validator: Validator | None = None
        self.reference = connection.execute(sa.text(reference(contracts))).scalar_one()

    def judge(self, edition: Edition) -> None:
        """Run all gates in order, then publish the edition's new state."""
        with_unit = [feed for feed, one in self.contracts.items() if one.names_its_unit]
        files = fingerprint.of_files(load_file_rules(), self.reference)
        edition.set_file_context(files, with_unit)
        self._files(edition)
        passed = edition.feeds_passed()
        in_order = [one for feed, one in sorted(self.contracts.items()) if feed in passed]
        self._rows(edition, [one for one in in_order if one.feed == ROSTER])
        self._versions(self.contracts[ROSTER])
        edition.set_rosters([one.feed for one in in_order if _needs_roster(one)])
        self._rows(edition, [one for one in in_order if one.feed != ROSTER])
        for contract in self.contracts.values():
            if contract.feed != ROSTER:
                self._versions(contract)
        for contract in in_order:
            self._warnings(edition, contract)
        edition.publish()

    def fingerprints(self) -> list[str]:
        """Fingerprints of all current rules; each judgement's context begins with one of them."""
        files = fingerprint.of_files(load_file_rules(), self.reference)
        return [files, *(self._fingerprint(contract) for contract in self.contracts.values())]

    def rules(self) -> str:
        """Digest of all current rules."""
        return fingerprint.digest(self.fingerprints())

    def _fingerprint(self, contract: Contract) -> str:
        return fingerprint.of_rows(contract, self.reference, self.start_month)

    def _files(self, edition: Edition) -> None:
        edition.attach("file")
        if edition.feeds_to_judge("file"):
            from expectations.suite import file_suite  # import GX only if there is work

            self._begin("file", None)
            batch_tables.lay_out_files(self.connection, self.contracts.values(), self.start_month)
            self._validate(file_suite(load_file_rules()), "file")
            record_files(self.connection, list(load_file_rules()))
        edition.attach("file")

    def _rows(self, edition: Edition, contracts: list[Contract]) -> None:
        edition.set_reject_context({one.feed: self._fingerprint(one) for one in contracts})
        self._judge_rows(edition, contracts, "reject")

    def _versions(self, contract: Contract) -> None:
        set_versions(self.connection, contract, self._fingerprint(contract))

    def _warnings(self, edition: Edition, contract: Contract) -> None:
        rules = self._fingerprint(contract)
        with_history = [
            part for part in contract.parts if part.judged_against and part.judged_against.history
        ]
        if with_history:
            edition.mark_affected(contract.feed, rules)
        for part in with_history:
            history.lay_out_history(self.connection, contract.feed, part, self.start_month)
        with_earlier = history.compares_quarters(contract)
        if with_earlier:
            history.lay_out_earlier_versions(self.connection, contract.feed)
        edition.set_warn_context(
            contract.feed, rules, has_history=bool(with_history), has_earlier=with_earlier
        )
        self._judge_rows(edition, [contract], "warn")

    def _judge_rows(self, edition: Edition, contracts: list[Contract], gate: str) -> None:
        """Judge the files that have no judgement for their context."""
        feeds = [contract.feed for contract in contracts]
        edition.attach(gate, feeds)
        new = edition.feeds_to_judge(gate)
        for contract in contracts:
            if contract.feed in new:
                self._begin(gate, contract.feed)
                self._parts(contract, gate)
                record_rows(self.connection, contract, gate)
        edition.attach(gate, feeds)

    def _begin(self, gate: str, feed: str | None) -> None:
        """Fill `gate.batch_load` with the loads to judge."""
        for statement in BEGIN_BATCH:
            self.connection.execute(sa.text(statement.format(gate=gate)), {"feed": feed})
        count = sa.text("select count(*) from gate.batch_load")
        self.judgements += self.connection.execute(count).scalar_one()

    def _parts(self, contract: Contract, gate: str) -> None:
        from expectations.suite import part_suite

        judged = [part for part in contract.parts if not part.listed_in]
        suites = [(part, part_suite(contract, part, gate)) for part in judged]
        if gate == "warn":
            suites = [(part, suite) for part, suite in suites if suite.failing]
        if any(part.judged_against for part, _ in suites):
            batch_tables.lay_out_rosters(self.connection, [part for part, _ in suites])
        for part, suite in suites:
            batch_tables.lay_out_rows(self.connection, part, gate, suite.facts)
            if suite.failing:
                self._validate(suite, gate)

    def _validate(self, suite: "Suite", gate: str) -> None:
        """Judge the fact tables, which GX reads over its own connection."""
        from expectations.validate import Validator, collect, without_values

        self.connection.execute(sa.text(f"analyze gate.{suite.table} (load_id, row_number)"))
        self.connection.commit()
        self._validator = self._validator or Validator(self.engine)
        result = self._validator.judge(suite.expectations, suite.table, "gate")
        collect(self.connection, suite, result)
        self.connection.execute(
            sa.text(KEEP_RESULT),
            {
                "suite": suite.name,
                "gate": gate,
                "success": bool(result.success),
                "result": without_values(result),
            },
        )


def _needs_roster(contract: Contract) -> bool:
    return any(part.judged_against for part in contract.parts)
