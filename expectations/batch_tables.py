"""The facts for judging a part's rows: typed cells, the file's period, the roster in force.

`gate.<table>` holds the facts of the loads in `gate.batch_load`. Great Expectations checks them,
and then they are dropped. Only the facts that the rules of the gate use are computed
(`expectations.facts`).
"""

from collections.abc import Iterable

import sqlalchemy as sa

from expectations.facts import IN_SCOPE, ROW_CONTENT, joins_of, known_facts
from expectations.parameters import parameter
from ingestion.contract import Contract, Part, Rule
from ingestion.layout import UNIT_JOINT

FILE_FACTS = """
create unlogged table gate.received_file as
select
    receipt.load_id,
    null::integer as row_number,
    receipt.matches_manifest,
    receipt.problem is distinct from 'unreadable' as is_readable,
    receipt.problem is distinct from 'sheet_missing' as has_sheet,
    receipt.problem is distinct from 'column_missing' as has_columns,
    not loads.names_its_unit or receipt.problem is not null
        or case {senders} else exists (
            select 1 from reference.reporting_units as unit
            where unit.village_code = receipt.unit
                and loads.period_start >= unit.valid_from
                and (unit.valid_to is null or loads.period_start <= unit.valid_to)
        ) end as is_reporting_unit,
    not receipt.feed = any(:with_period) or not receipt.matches_manifest
        or receipt.problem is not null
        or coalesce(receipt.declared_period = receipt.period, false) as is_own_period,
    receipt.feed <> all(:quarterly) or receipt.problem is not null
        or extract(month from loads.period_start) in (3, 6, 9, 12) as is_quarter_end,
    period.begins <= loads.received_on + :days_early
        and period.ends >= loads.received_on - make_interval(years => :years_late)
        as is_possible_period,
    receipt.problem is not null or not receipt.matches_manifest
        or receipt.feed || coalesce(' ' || receipt.part, '') = any(:may_be_empty)
        or ({is_filled}) and not exists (
            select from raw.reader_note as note
            where note.load_id = loads.load_id and note.note = 'untouched'
        ) as has_data
from ops.receipt as receipt
inner join (
    select *, (received_at at time zone 'Asia/Shanghai')::date as received_on from gate.batch_load
) as loads using (load_id)
cross join lateral (
    select
        case
            when length(loads.period) > 4 or :start_month = 1 then loads.period_start
            else make_date(
                left(loads.period, 4)::integer - 1, :start_month, 1
            )
        end as begins,
        case
            when length(loads.period) > 4 or :start_month = 1 then loads.period_end
            else make_date(left(loads.period, 4)::integer, :start_month, 1) - 1
        end as ends
) as period
"""
#: A file has data rows; rows of 跟踪反馈 and total rows are none.
IS_FILLED = """
receipt.feed = '{feed}' and exists (
    select from raw.{table} as received where received.load_id = loads.load_id {is_data}
)
"""
#: A sender of the seed, and a division of its level in the register; a unit's code is no division.
IS_SENDER = """
when receipt.feed = '{feed}' then exists (
    select from reference.{senders} as sender
    where sender.name = split_part(receipt.unit, '{joint}', 1) and (
        sender.level = 'unit' or exists (
            select from reference.division_register as division
            where division.level = sender.level
                and division.division_code = split_part(receipt.unit, '{joint}', 2)
        )
    )
)
"""
ROSTER_HOUSEHOLDS = """
create unlogged table gate.roster_household as
select distinct on (load_id, household_id)
    load_id,
    household_id,
    village_code,
    citizen_id_token as head_token,
    count(*) filter (where is_present) over (partition by load_id, household_id) as current_members
from (
    select
        roster.load_id,
        roster.row_number,
        cell.code(roster.household_id) as household_id,
        cell.code(roster.village_code) as village_code,
        cell.is_head(roster.relation_to_head) as is_head,
        roster.citizen_id_token,
        coalesce(cell.text(roster.person_status) = '正常', false) as is_present
    from accepted.household_roster as roster
    inner join gate.edition_load as loads on roster.judgement_id = loads.reject_judgement_id
    where loads.load_id in (select roster_load_id from gate.batch_load)
) as member
order by
    load_id asc, household_id asc, (is_head and is_present) desc, is_head desc, row_number asc
"""
#: The array limits the view to the batch's rosters before it groups: a join limits it only after.
ROSTER_PEOPLE = """
create unlogged table gate.roster_person as
select loads.load_id, listed.citizen_id_token, listed.is_student, listed.household_id
from accepted.listed_person as listed
inner join gate.edition_load as loads on listed.judgement_id = loads.reject_judgement_id
where listed.judgement_id = any (array(
    select edition_load.reject_judgement_id from gate.edition_load
    where edition_load.load_id in (select roster_load_id from gate.batch_load)
))
"""
#: The source of a gate's rows: all data rows, or the accepted rows only.
ROWS_OF_GATE = {
    "reject": "raw.{table} as received inner join gate.batch_load as loads using (load_id)",
    "warn": "accepted.{table} as received inner join gate.batch_load as loads"
    " on received.judgement_id = loads.reject_judgement_id",
}


def lay_out_files(
    connection: sa.Connection, contracts: Iterable[Contract], income_year_start_month: int
) -> None:
    """Fill `gate.received_file` with the facts of the files in the batch."""
    contracts = list(contracts)
    parts = [(contract.feed, part) for contract in contracts for part in contract.received_parts]
    is_filled = " or ".join(
        IS_FILLED.format(
            feed=feed,
            table=part.table,
            is_data="and not received.is_total" if part.layout.has_total_rows else "",
        )
        for feed, part in parts
    )
    connection.execute(sa.text("drop table if exists gate.received_file"))
    connection.execute(
        sa.text(FILE_FACTS.format(is_filled=is_filled, senders=_senders(contracts))),
        {
            "start_month": income_year_start_month,
            "days_early": int(parameter(connection, "arrival_days_early")),
            "years_late": int(parameter(connection, "arrival_years_late")),
            "may_be_empty": [name for one in contracts for name in _may_be_empty(one)],
            "with_period": [one.feed for one in contracts if one.labels and one.labels.period],
            "quarterly": [one.feed for one in contracts if one.period == "quarter"],
        },
    )


def _senders(contracts: Iterable[Contract]) -> str:
    """The cases of the feeds whose units are senders."""
    cases = [
        IS_SENDER.format(feed=one.feed, senders=one.labels.senders, joint=UNIT_JOINT)
        for one in contracts
        if one.labels and one.labels.senders
    ]
    return " ".join(cases) or "when false then true"


def _may_be_empty(contract: Contract) -> list[str]:
    """The feed, or its kinds with the feed before them, whose files may have no data rows."""
    if contract.kinds:
        empty = [part.table for part in contract.received_parts if part.may_be_empty]
        return [f"{contract.feed} {table}" for table in empty]
    return [contract.feed] if all(one.may_be_empty for one in contract.received_parts) else []


def lay_out_rosters(connection: sa.Connection, parts: list[Part]) -> None:
    """Fill tables with the roster facts that these parts use: households and people."""
    against = [part.judged_against for part in parts if part.judged_against]
    if any(one.household for one in against):
        _replace(connection, "roster_household", ROSTER_HOUSEHOLDS)
        connection.execute(sa.text("analyze gate.roster_household"))
    if any(one.person or one.people for one in against):
        _replace(connection, "roster_person", ROSTER_PEOPLE)
        connection.execute(sa.text("create index on gate.roster_person (citizen_id_token)"))
        connection.execute(sa.text("analyze gate.roster_person"))


def lay_out_rows(connection: sa.Connection, part: Part, gate: str, asked: set[str]) -> None:
    """Fill `gate.<table>` with the facts in `asked` of the part's data rows in the batch.

    Gate `warn` uses the accepted rows only.
    """
    _replace(connection, part.table, rows_query(part, gate, asked))


def rules_at(part: Part, gate: str) -> dict[str, Rule]:
    """The rules for a part's rows at a gate.

    Rows that are not received rows (跟踪反馈) are judged once, at the first gate.
    """
    return {
        code: rule
        for code, rule in part.rules.items()
        if gate == ("reject" if not part.is_received else rule.severity.value)
    }


def rows_query(part: Part, gate: str, asked: set[str]) -> str:
    """The SQL statement that creates the table of facts of a part's rows.

    Raises ValueError for a fact that the part does not have at this gate.
    """
    known = known_facts(part, gate)
    if unknown := asked - set(known):
        raise ValueError(f"{part.table} has no facts {', '.join(sorted(unknown))} at gate {gate}")
    if gate == "reject" and part.copies_count_once:
        asked = asked | {ROW_CONTENT}
    columns = [f"{fact} as {name}" for name, fact in known.items() if name in asked | {IN_SCOPE}]
    is_total = gate == "reject" and part.layout.has_total_rows
    return (
        f"create unlogged table gate.{part.table} as "
        f"select {', '.join(['received.load_id', 'received.row_number', *columns])} "
        f"from {ROWS_OF_GATE[gate].format(table=part.table)} "
        f"{joins_of(part, gate)} where {'not received.is_total' if is_total else 'true'}"
    )


def _replace(connection: sa.Connection, table: str, statement: str) -> None:
    connection.execute(sa.text(f"drop table if exists gate.{table}"))
    connection.execute(sa.text(statement))
