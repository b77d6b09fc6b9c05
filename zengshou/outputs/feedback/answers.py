"""The answer to each received file, and whether it was already written.

An answer depends on the ledger (status, counts, findings) and, for departments, on the
reconciliation of the month after the file is published. Its digest is part of the file name, so an
answer is written once, and again only if its content changes.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ingestion.contract import Contract, VersionUnit
from ingestion.layout import UNIT_JOINT
from ingestion.readers.row_numbers import OF_A_SHEET, in_sheet
from zengshou.outputs.worklists.recipient import recipient as recipient_of

#: Increase it if the answers change in form or content: all answers are then written again.
EDITION = 3
UNIDENTIFIED = "未识别"
#: The figures in a department's lines that are compared with the households' own figures, by feed
#: and part.
RECONCILED = {
    ("social_security", None): "pension",
    ("employment", None): "wage",
    ("medical_insurance", "medical_settlement"): "medical",
}
LOADS = """
with findings as (
    select load_id, md5(string_agg(finding::text, ',' order by finding::text)) as digest
    from ops.finding as finding group by load_id
),
differences as ({differences}),
unused as ({unused})
select
    load.*, receipt.part, units.unit, receipt.size, receipt.modified_at, register.division_name,
    findings.digest as findings, unused.digest as unused, owners.level as sender_level,
    reconciled.item, differences.digest as differences,
    published.load_id is not null as is_published
from ops.load as load
inner join ops.receipt as receipt using (load_id)
left join findings using (load_id)
-- a copy is not read again: it is from whoever sent the same bytes first
left join lateral (
    select coalesce(receipt.unit, max(original.unit)) as unit from ops.receipt as original
    where original.feed = receipt.feed and original.period = receipt.period
        and original.sha256 = receipt.sha256
) as units on true
left join reference.division_register as register
    on units.unit = register.division_code and register.level = 'village'
left join unused using (load_id)
left join reference.worklist_owners as owners on split_part(units.unit, '|', 1) = owners.name
left join unnest(cast(:feeds as text[]), cast(:parts as text[]), cast(:items as text[]))
    as reconciled (feed, part, item)
    on load.feed = reconciled.feed and receipt.part is not distinct from reconciled.part
left join ops.published_load as published
    on load.load_id = published.load_id and published.status = 'accepted'
left join differences
    on load.status = 'accepted' and published.load_id is not null and length(load.period) = 7
    and differences.month = to_date(load.period, 'YYYY-MM')
    and differences.item = reconciled.item
where cast(:period as text) is null or load.period = :period
order by load.feed, load.period, load.received_at, load.file_name, load.sha256
"""
IN_MARTS = """
select month, item, md5(string_agg(
    row(household_id, declared, departmental, status)::text, ',' order by household_id
)) as digest
from marts.reconciliation where status <> 'match' group by month, item
"""
BEFORE_THE_FIRST_PUBLICATION = """
select null::date as month, null::text as item, null::text as digest where false
"""
UNUSED_IN_MARTS = """
select load_id, md5(string_agg(answer::text, ',' order by row_number)) as digest
from intermediate.int_worklist_answer_unused as answer group by load_id
"""
NONE_UNUSED = "select null::bigint as load_id, null::text as digest where false"
FINDINGS = """
select finding.table_name, finding.row_number, finding.rule, finding.severity, finding.column_name,
    finding.message, sheet.column_name as sheet
from (
    select load_id, table_name, row_number, rule, severity, column_name, message from ops.finding
    where load_id = :load
    {unused}
) as finding
left join raw.reader_note as sheet
    on sheet.note = 'sheet' and finding.load_id = sheet.load_id
    and finding.table_name = sheet.table_name
    and finding.row_number / {of_a_sheet} = sheet.row_number / {of_a_sheet}
order by finding.row_number nulls first, severity, rule, finding.column_name
"""
#: Known only after the build: whether an owner's answer is about an item of its own.
UNUSED = """
union all
select load_id, 'worklist_answer', row_number, case when is_anothers then 'Z11' else 'Z12' end,
    'warn', '对象',
    case when is_anothers then '该事项当月不属本单位本区划办理，本行未采用。'
        else '当月没有这条清单事项（可能已自动销号，或清单与对象不符），本行未采用。' end
from intermediate.int_worklist_answer_unused where load_id = :load
"""
DIFFERENCES = """
select
    reconciliation.household_id, county.division_name as county_name,
    village.division_name as village_name, household.head_name_masked,
    reconciliation.declared, reconciliation.departmental, reconciliation.status,
    lines.row_numbers
from marts.reconciliation as reconciliation
left join marts.dim_household as household using (household_id)
left join reference.division_register as county
    on reconciliation.county_code = county.division_code
left join reference.division_register as village
    on household.village_code = village.division_code
left join (
    select household_id, string_agg(row_number::text, '、' order by row_number) as row_numbers
    from intermediate.int_departmental_line
    where load_id = :load and item = :item
    group by household_id
) as lines using (household_id)
where reconciliation.month = to_date(:period, 'YYYY-MM') and reconciliation.item = :item
    and reconciliation.status <> 'match'
order by county.division_code, village.division_code, reconciliation.household_id
"""
NAME_LENGTH = 60
FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f]')


@dataclass(frozen=True)
class Finding:
    """A broken rule, as recorded in the ledger."""

    table_name: str | None
    row_number: int | None
    rule: str
    severity: str
    column_name: str | None
    message: str
    sheet: str | None = None

    @property
    def row_in_sheet(self) -> int | None:
        """The row as the sheet shows it; None for a finding on the whole file."""
        return in_sheet(self.row_number).row if self.row_number else None


@dataclass(frozen=True)
class Answer:
    """One received file and its result."""

    load_id: int
    feed: str
    period: str
    file_name: str
    sha256: str
    size: int
    modified_at: float
    received_at: datetime
    status: str
    reason: str | None
    part: str | None
    recipient: str
    sender: str
    rows: dict[str, int]
    item: str | None
    is_published: bool
    has_findings: bool
    digest: str
    has_unused: bool = False

    @property
    def key(self) -> str:
        """Identifies the file, independently of the content of its answer."""
        return _short(self.feed, self.period, self.file_name, self.sha256)

    @property
    def answer_name(self) -> str:
        """File name of the answer: the sender's file name, then key and digest."""
        stem = FORBIDDEN.sub("_", self.file_name.rpartition(".")[0] or self.file_name)
        return f"反馈_{stem[:NAME_LENGTH].strip(' .')}_{self.key}_{self.digest}.xlsx"


def answers(
    connection: sa.Connection, contracts: dict[str, Contract], period: str | None
) -> list[Answer]:
    """The answers of one period, or of all periods."""
    values = {
        "period": period,
        "feeds": [feed for feed, _ in RECONCILED],
        "parts": [part for _, part in RECONCILED],
        "items": list(RECONCILED.values()),
    }
    is_built = connection.execute(sa.text("select to_regclass('marts.reconciliation')")).scalar()
    query = LOADS.format(
        differences=IN_MARTS if is_built else BEFORE_THE_FIRST_PUBLICATION,
        unused=UNUSED_IN_MARTS if is_built else NONE_UNUSED,
    )
    rows = connection.execute(sa.text(query), values).mappings().all()
    return [_answer(row, contracts[row["feed"]]) for row in rows if row["feed"] in contracts]


def findings(connection: sa.Connection, answer: Answer) -> Iterator[Finding]:
    """All findings on the file: first those on the whole file, then by row."""
    streamed = connection.execution_options(stream_results=True, yield_per=5000)
    tells_unused = answer.status == "accepted" and answer.is_published and answer.has_unused
    query = FINDINGS.format(unused=UNUSED if tells_unused else "", of_a_sheet=OF_A_SHEET)
    for row in streamed.execute(sa.text(query), {"load": answer.load_id}):
        yield Finding(*row)


def differences(connection: sa.Connection, answer: Answer) -> list[dict[str, Any]]:
    """Households whose own figures differ from this file's, with the file's rows about them."""
    if answer.item is None or answer.status != "accepted" or not answer.is_published:
        return []
    values = {"load": answer.load_id, "period": answer.period, "item": answer.item}
    return [dict(row) for row in connection.execute(sa.text(DIFFERENCES), values).mappings()]


def _answer(row: sa.RowMapping, contract: Contract) -> Answer:
    recipient, sender = contract.feed, contract.owner.sender
    if contract.replaces is VersionUnit.VILLAGE:
        # The code comes from the file: only a code in the register may become a folder name.
        known = row["division_name"] is not None
        recipient = row["unit"] if known else UNIDENTIFIED
        sender = row["division_name"] if known else UNIDENTIFIED
    elif contract.replaces is VersionUnit.SENDER:
        recipient = sender = UNIDENTIFIED
        if row["sender_level"]:
            sender, _, division = row["unit"].partition(UNIT_JOINT)
            recipient = recipient_of(sender, division, row["sender_level"])
    counts = {name: row[name] for name in row if name.startswith("rows_")}
    awaits_comparison = row["item"] and row["status"] == "accepted" and not row["is_published"]
    said = [row["status"], row["reason"], counts, row["findings"], row["differences"], EDITION]
    has_unused = row["unused"] is not None and row["status"] == "accepted"
    if has_unused and row["is_published"]:
        said.append(row["unused"])
    if awaits_comparison:
        said.append("awaits comparison")
    return Answer(
        load_id=row["load_id"],
        feed=row["feed"],
        period=row["period"],
        file_name=row["file_name"],
        sha256=row["sha256"],
        size=row["size"],
        modified_at=row["modified_at"],
        received_at=row["received_at"],
        status=row["status"],
        reason=row["reason"],
        part=row["part"],
        recipient=recipient,
        sender=sender,
        rows=counts,
        item=row["item"],
        is_published=row["is_published"],
        has_findings=row["findings"] is not None or has_unused,
        has_unused=has_unused,
        digest=_short(*map(str, said)),
    )


def _short(*texts: str) -> str:
    return hashlib.sha256("|".join(texts).encode()).hexdigest()[:8]
