"""Stores which files of a feed are versions, copies or held for their size, and what is in force.

`expectations.versions` decides; this module reads its receipts from `gate.edition_load` and writes
the result back. Source: feeds.md, "Landing zone" and F09.
"""

from fractions import Fraction

import sqlalchemy as sa

from expectations.parameters import parameter
from expectations.versions import Receipt, Shrinking, Standing, Versions, versions
from ingestion.contract import Contract, VersionUnit, load_version_rules

UNITS = {
    VersionUnit.WHOLE: "select '*'::text as unit",
    VersionUnit.PART: "select loads.part as unit",
    VersionUnit.VILLAGE: "select loads.unit",
    VersionUnit.SENDER: "select loads.unit",
    VersionUnit.COUNTY: "select unnest(judgement.counties) as unit",
}
#: A judgement never changes, so the counties of its accepted rows are looked up once.
KEEP_COUNTIES = """
update ops.judgement as judgement
set counties = array(select unit from ({counties}) as found where unit is not null order by unit)
where judgement.counties is null and judgement.judgement_id in (
    select reject_judgement_id from gate.edition_load where feed = :feed
)
"""
#: The counties of the accepted rows of a part.
COUNTIES = """
select left(cell.code(received.{county}), 6) as unit
from accepted.{table} as received
where received.judgement_id = judgement.judgement_id
"""
RECEIPTS = """
select
    loads.load_id,
    loads.period,
    loads.file_name,
    loads.sha256,
    loads.received_at,
    loads.is_passed,
    array(select unit from ({units}) as units where unit is not null) as units,
    coalesce(judgement.rows_accepted + judgement.rows_out_of_scope, 0) as rows,
    not exists (
        select from ops.judgement_finding as finding
        where finding.judgement_id = loads.file_judgement_id and finding.rule = 'F10'
    ) as may_be_original,
    loads.is_confirmed or not coalesce(loads.part, '') = any(:parts) as may_shrink
from gate.edition_load as loads
left join ops.judgement as judgement on loads.reject_judgement_id = judgement.judgement_id
where loads.feed = :feed and loads.matches_manifest and not loads.is_reverted
"""
STORE = """
update gate.edition_load as loads
set standing = found.standing,
    is_current = found.is_current,
    version_context = case
        when found.standing = 'shrunken'
            then :fingerprint || ' ' || found.rows || ' rows of ' || found.rows_before
    end
from unnest(
    cast(:load_ids as bigint[]), cast(:standings as text[]), cast(:are_current as boolean[]),
    cast(:rows as integer[]), cast(:rows_before as integer[])
) as found (load_id, standing, is_current, rows, rows_before)
where loads.load_id = found.load_id
"""
IN_FORCE = """
insert into gate.current_unit (feed, period, unit, load_id)
select :feed, period, unit, load_id
from unnest(cast(:periods as text[]), cast(:units as text[]), cast(:load_ids as bigint[]))
    as found (period, unit, load_id)
"""
SHRUNKEN = """
insert into ops.judgement (load_id, gate, context, is_passed)
select loads.load_id, 'version', loads.version_context, false
from gate.edition_load as loads
where loads.feed = :feed and loads.version_context is not null
on conflict (load_id, gate, context) do nothing
returning judgement_id, load_id
"""
SHRUNKEN_FINDING = """
insert into ops.judgement_finding (judgement_id, rule, severity, message)
values (:judgement_id, :rule, :severity, :message)
"""
#: A file on trial cannot be confirmed: it is deleted.
HOW_TO_CONFIRM = "（zengshou loads confirm {load_id}）"
JUDGED = """
update gate.edition_load as loads
set version_judgement_id = judgement.judgement_id
from ops.judgement as judgement
where loads.feed = :feed
    and judgement.load_id = loads.load_id
    and judgement.gate = 'version'
    and judgement.context = loads.version_context
"""


def set_versions(connection: sa.Connection, contract: Contract, fingerprint: str) -> None:
    """Set the standing of the feed's files, and its versions in force.

    The rows of its files must have been judged.
    """
    if contract.replaces is VersionUnit.COUNTY:
        _keep_counties(connection, contract)
    receipts = _receipts(connection, contract)
    found = versions(receipts, _shrinking(connection))
    in_force = set(found.in_force.values())
    connection.execute(
        sa.text(STORE),
        {
            "fingerprint": fingerprint,
            "load_ids": [one.load_id for one in receipts],
            "standings": [found.stands[one.load_id].standing.value for one in receipts],
            "are_current": [
                _is_current(one, found.stands[one.load_id].standing, in_force) for one in receipts
            ],
            "rows": [one.rows for one in receipts],
            "rows_before": [found.stands[one.load_id].rows_before for one in receipts],
        },
    )
    connection.execute(
        sa.text(IN_FORCE),
        {
            "feed": contract.feed,
            "periods": [period for period, _ in found.in_force],
            "units": [unit for _, unit in found.in_force],
            "load_ids": list(found.in_force.values()),
        },
    )
    _judge_shrunken(connection, contract.feed, found, {one.load_id: one.rows for one in receipts})


def _is_current(receipt: Receipt, standing: Standing, in_force: set[int]) -> bool:
    """A file that covers no unit replaces nothing, and nothing can replace it."""
    if standing is not Standing.VERSION or not receipt.is_passed:
        return False
    return receipt.load_id in in_force or not receipt.units


def _receipts(connection: sa.Connection, contract: Contract) -> list[Receipt]:
    held = [part.table for part in contract.parts if part.is_held_if_it_shrinks]
    if held and not contract.kinds:
        held = [""]  # the ledger names a kind only where a feed has several
    rows = connection.execute(
        sa.text(RECEIPTS.format(units=UNITS[contract.replaces])),
        {"feed": contract.feed, "parts": held},
    )
    return [
        Receipt(**row | {"units": frozenset(row["units"])}) for row in map(dict, rows.mappings())
    ]


def _keep_counties(connection: sa.Connection, contract: Contract) -> None:
    """Store the counties that the feed's files speak of, for judgements that lack them."""
    counties = " union ".join(
        COUNTIES.format(table=part.table, county=part.county)
        for part in contract.parts
        if part.county
    )
    statement = sa.text(KEEP_COUNTIES.format(counties=counties))
    connection.execute(statement, {"feed": contract.feed})


def _shrinking(connection: sa.Connection) -> Shrinking:
    """The policy parameters. Raises MissingParameter."""
    return Shrinking(
        Fraction(parameter(connection, "shrinking_share")),
        int(parameter(connection, "shrinking_least_rows")),
    )


def _judge_shrunken(
    connection: sa.Connection, feed: str, found: Versions, rows: dict[int, int]
) -> None:
    trials = "select load_id from ops.receipt where trial is not null"
    on_trial = set(connection.execute(sa.text(trials)).scalars())
    for judgement_id, load_id in connection.execute(sa.text(SHRUNKEN), {"feed": feed}).all():
        how = "" if load_id in on_trial else HOW_TO_CONFIRM.format(load_id=load_id)
        for rule, text in load_version_rules().items():
            message = text.message.format(
                rows=rows[load_id], rows_before=found.stands[load_id].rows_before, how=how
            )
            values = {"judgement_id": judgement_id, "rule": rule, "severity": text.severity.value}
            connection.execute(sa.text(SHRUNKEN_FINDING), values | {"message": message})
    connection.execute(sa.text(JUDGED), {"feed": feed})
