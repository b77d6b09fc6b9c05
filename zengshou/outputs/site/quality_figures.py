"""How many rows each rule of the contracts was checked on, and how many broke it, by period."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from ingestion.contract import (
    Contract,
    Severity,
    load_contracts,
    load_file_rules,
    load_version_rules,
)

FINDINGS = Path(__file__).with_name("quality.sql")
#: The place of file rules, whose rows are files.
FILES = ""
FILES_BY_PERIOD = """
select load.feed, load.period, count(*)::integer as rows
from ops.load as load
inner join ops.receipt as receipt on load.load_id = receipt.load_id
where load.status <> 'duplicate' and receipt.trial is null
group by load.feed, load.period
"""
ROWS_BY_PERIOD = """
select load.period, count(*)::integer as rows
from raw.{table} as line
inner join ops.load as load on line.load_id = load.load_id
inner join ops.receipt as receipt on load.load_id = receipt.load_id
where load.status <> 'duplicate' and receipt.trial is null {without_subtotals}
group by load.period
"""
WITH_SUBTOTALS = """
select table_name from information_schema.columns
where table_schema = 'raw' and column_name = 'is_subtotal'
"""
Counts = dict[str, int]


@dataclass(frozen=True)
class RuleFigures:
    """A rule of a table (`part`: its title; no table: of a whole file) with its rows by period.

    `checked` are rows received, of rules about a whole file files; `broken` those that break it.
    """

    code: str
    part_table: str
    part: str
    message: str
    is_reject: bool
    checked: Counts = field(default_factory=dict)
    broken: Counts = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Broken / checked over all periods; 0 if nothing was checked."""
        checked = sum(self.checked.values())
        return sum(self.broken.values()) / checked if checked else 0.0

    def share_of(self, period: str) -> float:
        """Broken / checked of a period; 0 if nothing was checked."""
        checked = self.checked.get(period, 0)
        return self.broken.get(period, 0) / checked if checked else 0.0


def read_quality(connection: sa.Connection) -> dict[str, list[RuleFigures]]:
    """The rules of each feed, those that are broken most first."""
    findings: dict[tuple[str, str, str], Counts] = defaultdict(dict)
    for row in connection.execute(sa.text(FINDINGS.read_text(encoding="utf-8"))).mappings():
        findings[row["feed"], row["table_name"], row["rule"]][row["period"]] = row["broken"]
    files: dict[str, Counts] = defaultdict(dict)
    for row in connection.execute(sa.text(FILES_BY_PERIOD)).mappings():
        files[row["feed"]][row["period"]] = row["rows"]
    subtotals = set(connection.execute(sa.text(WITH_SUBTOTALS)).scalars())
    found = {}
    for feed, contract in load_contracts().items():
        rules = _file_rules(contract, files[feed], findings)
        for part in contract.parts:
            checked = _rows(connection, part.table, part.table in subtotals) if part.rules else {}
            rules += [
                RuleFigures(
                    code=code,
                    part_table=part.table,
                    part=part.title,
                    message=rule.in_general,
                    is_reject=rule.severity is Severity.REJECT,
                    checked=checked,
                    broken=findings[feed, part.table, code],
                )
                for code, rule in part.rules.items()
            ]
        found[feed] = sorted(rules, key=lambda one: (-one.share, one.code))
    return found


def _file_rules(
    contract: Contract, files: Counts, findings: dict[tuple[str, str, str], Counts]
) -> list[RuleFigures]:
    messages = {code: rule.message for code, rule in load_file_rules().items()}
    messages |= dict.fromkeys(load_version_rules(), "比上一版少了过多的行，暂缓采用")
    return [
        RuleFigures(code, FILES, "整个文件", message, True, files, broken)
        for code, message in messages.items()
        if (broken := findings[contract.feed, FILES, code])
    ]


def _rows(connection: sa.Connection, table: str, has_subtotals: bool) -> Counts:
    query = ROWS_BY_PERIOD.format(
        table=table, without_subtotals="and not line.is_subtotal" if has_subtotals else ""
    )
    return {row.period: row.rows for row in connection.execute(sa.text(query))}
