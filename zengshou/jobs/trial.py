"""Judges files before they are sent: same reader, same gate, nothing stays.

Source: issue 21, "Try before sending": `zengshou check` and the folder 试填.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from openpyxl import Workbook

from expectations.gate import judge
from ingestion.contract import Contract, load_contracts
from ingestion.errors import ZengshouError
from ingestion.load.trial import Trial, on_trial
from ingestion.periods import begins
from ingestion.readers import ReadFile, read
from ingestion.settings import Settings
from zengshou.outputs.feedback.answers import Answer, Finding
from zengshou.outputs.feedback.marked_copy import marked_copy
from zengshou.outputs.feedback.summary_sheet import summarise
from zengshou.outputs.office.reproducible import stable_bytes

FINDINGS = """
select finding.table_name, finding.row_number, finding.rule, finding.severity,
    finding.column_name, finding.message
from ops.load_state as state
inner join ops.judgement_finding as finding on finding.judgement_id in (
    state.file_judgement_id, state.reject_judgement_id, state.warn_judgement_id
)
where state.edition = :edition and state.load_id = :load_id
order by finding.row_number nulls first, finding.severity, finding.rule, finding.column_name
"""
STATE = """
select state.status, state.reason, receipt.part, receipt.file_name, {counts}
from ops.load_state as state
inner join ops.receipt as receipt using (load_id)
left join ops.judgement as judgement on state.reject_judgement_id = judgement.judgement_id
where state.edition = :edition and state.load_id = :load_id
"""
COUNTS = ("received", "accepted", "rejected", "out_of_scope", "duplicate")
#: What says that the file would not count; `duplicate`: its bytes are the version in force.
NOT_TAKEN = ("rejected", "held", "duplicate")


class UnknownFeed(ZengshouError):
    """The headers fit no feed, or several; the message names them."""

    exit_code = 2


@dataclass(frozen=True)
class Tried:
    """What the gate would say of a file, and the answer that its sender would get."""

    answer: Answer
    findings: list[Finding]
    book: bytes


def try_file(
    engine: sa.Engine,
    settings: Settings,
    name: str,
    data: bytes,
    *,
    feed: str | None = None,
    period: str | None = None,
) -> Tried:
    """Judge a file as if it were sent now; nothing of it stays.

    Without `feed` its headers tell the feed. Without `period` (`YYYY-MM`, `YYYY`) the month that
    the file names counts, else the last month or year. Raises UnknownFeed.
    """
    contract = load_contracts()[feed] if feed else tell_feed(load_contracts(), data, settings)
    period = period or _period(contract, read(contract, data, settings), settings)
    start = settings.income_year_start_month
    with on_trial(engine, contract, period, name, data, settings) as trial:
        judge(engine, load_contracts(), start, edition=trial.edition, trial=trial.load_id)
        with engine.connect() as connection:
            findings = _findings(connection, trial)
            answer = _answer(connection, trial, contract, period, has_findings=bool(findings))
    return Tried(answer, findings, _book(contract, answer, data, findings))


def tell_feed(contracts: Mapping[str, Contract], data: bytes, settings: Settings) -> Contract:
    """The only feed whose headers are in the file. Raises UnknownFeed."""
    found = [one for one in contracts.values() if read(one, data, settings).problem is None]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnknownFeed("the headers are those of no feed: name it with --feed to see why")
    names = ", ".join(one.feed for one in found)
    raise UnknownFeed(f"the headers are those of {names}: choose one with --feed")


def _period(contract: Contract, content: ReadFile, settings: Settings) -> str:
    """The month that the file names, else the last month, quarter or income year that is over."""
    if content.declared_period:
        return content.declared_period
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    last_month = today.replace(day=1) - timedelta(days=1)
    if contract.period == "month":
        return f"{last_month:%Y-%m}"
    if contract.period == "quarter":
        year, month = divmod(last_month.year * 12 + last_month.month // 3 * 3 - 1, 12)
        return f"{year}-{month + 1:02}"
    is_over = begins(f"{today.year + 1}", settings.income_year_start_month) <= today
    return f"{today.year if is_over else today.year - 1}"


def _findings(connection: sa.Connection, trial: Trial) -> list[Finding]:
    values = {"edition": trial.edition, "load_id": trial.load_id}
    return [Finding(*row) for row in connection.execute(sa.text(FINDINGS), values)]


def _answer(
    connection: sa.Connection,
    trial: Trial,
    contract: Contract,
    period: str,
    *,
    has_findings: bool,
) -> Answer:
    counts = ", ".join(f"coalesce(judgement.rows_{one}, 0) as rows_{one}" for one in COUNTS)
    values = {"edition": trial.edition, "load_id": trial.load_id}
    row = connection.execute(sa.text(STATE.format(counts=counts)), values).mappings().one()
    return Answer(
        load_id=trial.load_id,
        feed=contract.feed,
        period=period,
        file_name=row["file_name"],
        sha256="",
        size=0,
        modified_at=0,
        received_at=datetime.now(UTC),
        status=row["status"] if row["status"] in NOT_TAKEN else "tried",
        reason=row["reason"],
        part=row["part"],
        recipient=contract.feed,
        sender=contract.owner.sender,
        rows={f"rows_{one}": row[f"rows_{one}"] for one in COUNTS},
        item=None,
        is_published=False,
        has_findings=has_findings,
        digest="",
    )


def _book(contract: Contract, answer: Answer, data: bytes, findings: list[Finding]) -> bytes:
    """The marked copy of the file, else the list of findings."""
    wants_copy = contract.form == "xlsx" and answer.status == "tried" and findings
    book = marked_copy(contract, answer.period, data, findings) if wants_copy else None
    is_copy = book is not None
    if book is None:
        book = Workbook(write_only=True)
    lacks_copy = bool(wants_copy) and not is_copy
    book.active = summarise(book, contract, answer, findings, lacks_copy=lacks_copy)
    return stable_bytes(book, answer.received_at)
