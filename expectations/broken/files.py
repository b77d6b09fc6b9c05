"""How rows break a check against other rows of their file, or against an earlier file.

Subtotals are judged as received, rejected rows included.
"""

from expectations.broken.base import Broken, Subject, broken, key, key_of_raw
from expectations.literals import literal
from ingestion import checks
from ingestion.contract import Part

SUBTOTALS = """
select summed.load_id, summed.row_number, summed.column_name
from (
    select
        *,
        sum(case when not is_total then greatest(coalesce(amount, 0), 0) end)
            over (partition by load_id, column_name, block) as summed
    from (
        select
            received.load_id,
            received.row_number,
            received.is_total,
            received.is_subtotal,
            cells.column_name,
            cell.text(cells.received) as told,
            cell.money(cells.received) as amount,
            count(*) filter (where received.is_subtotal) over (
                partition by received.load_id, cells.column_name order by received.row_number
                rows between unbounded preceding and 1 preceding
            ) as block
        from raw.{table} as received
        cross join lateral (values {cells}) as cells (column_name, received)
        where received.load_id in (select load_id from gate.batch_load)
    ) as cells
) as summed
where summed.is_subtotal and summed.told is not null
    and (summed.amount is null or abs(summed.amount - coalesce(summed.summed, 0)) > {tolerance})
"""
NOT_FOUND = """
select row.load_id, row.row_number, {header} as column_name
from {rows} as row
where {conditions}
"""
IN_OTHER = """not exists (
    select from raw.{table} as other
    where other.load_id = row.load_id and not other.is_total and {same} {accepted}
)"""
ACCEPTED = """
    and not exists (
        select from gate.finding as finding
        where finding.table_name = '{table}' and finding.load_id = other.load_id
            and finding.row_number = other.row_number
    )
"""
PAID = """
select row.load_id, row.row_number, {header} as column_name
from {rows} as row
inner join gate.batch_load as loads using (load_id)
where row.{column} > 0 and exists (
    select from accepted.{table} as other
    where other.judgement_id = loads.reject_judgement_id and {same} and {is_so}
)
"""
LOWER = """
select row.load_id, row.row_number, {header} as column_name
from {rows} as row
inner join gate.earlier_version as earlier
    on row.load_id = earlier.load_id and left(row.{county}, 6) = earlier.unit
inner join accepted.{table} as other
    on earlier.judgement_id = other.judgement_id and left({other_county}, 6) = earlier.unit
    and {same}
where {lower}
"""
LISTED = """
select row.load_id, row.row_number, {header} as column_name
from {rows} as row
where row.{column} is distinct from 1 + case when {is_alone} then 0 else (
    select
        count(distinct member.{member}_token) filter (where member.{member}_kind = 'citizen')
        + count(*) filter (where member.{member}_kind = 'placeholder')
    from raw.{members} as member
    where member.load_id = row.load_id and member.row_number = row.row_number
        and member.{member}_token is distinct from row.{head}_token
) end
"""
INVALID = """
select row.load_id, row.row_number, {header} as column_name
from {rows} as row
where exists (
    select from raw.{members} as member
    where member.load_id = row.load_id and member.row_number = row.row_number
        and member.{member}_kind in ('invalid', 'blank')
)
"""
OTHER_ROW = """
select row.load_id, row.row_number, {header} as column_name
from {rows} as row
where not exists (
    select from raw.{table} as other
    where other.load_id = row.load_id and other.row_number <> row.row_number
        and not other.is_total and {of} = row.{column}
)
"""
OVERLAP = """
select row.load_id, row.row_number, {header} as column_name
from {rows} as row
where exists (
    select from {rows} as other
    where other.load_id = row.load_id and other.row_number <> row.row_number
        and other.{by} = row.{by} and other.{first} <= row.{last} and row.{first} <= other.{last}
)
"""


@broken.register
def _subtotals_match(check: checks.SubtotalsMatch, on: Subject) -> Broken:
    cells = ", ".join(
        f"({literal(header)}, received.{name})"
        for name, header in on.headers(check.columns).items()
    )
    query = SUBTOTALS.format(table=on.of.table, cells=cells, tolerance=check.tolerance)
    return Broken([], query=query)


@broken.register
def _found_in(check: checks.FoundIn, on: Subject) -> Broken:
    conditions = []
    for table, columns in check.parts.items():
        accepted = ACCEPTED.format(table=table) if check.among == "accepted" else ""
        same = _same(on.of, check.columns, on.other(table), columns)
        conditions.append(IN_OTHER.format(table=table, same=same, accepted=accepted))
    facts = [key(on.of, name) for name in check.columns]
    query = NOT_FOUND.format(header=on.header, rows=on.rows, conditions=" and ".join(conditions))
    return Broken(facts, query=query)


@broken.register
def _zero_where(check: checks.ZeroWhere, on: Subject) -> Broken:
    other = on.other(check.part)
    says = key_of_raw(other, check.where.column, "other")
    query = PAID.format(
        header=on.header,
        rows=on.rows,
        column=check.column,
        table=check.part,
        same=_same(on.of, [check.by], other, [check.key]),
        is_so=f"{says} = {literal(check.where.equals or '')}",
    )
    return Broken([check.column, key(on.of, check.by)], query=query)


@broken.register
def _not_lower_than_before(check: checks.NotLowerThanBefore, on: Subject) -> Broken:
    part, county = on.of, on.of.county or ""
    now = [f"row.{name}" for name in check.columns]
    before = [key_of_raw(part, name, "other") for name in check.columns]
    pairs = zip(now, before, strict=True)
    lower = (
        f"{' + '.join(now)} < {' + '.join(before)}"
        if check.as_sum
        else " or ".join(f"{one} < {other}" for one, other in pairs)
    )
    query = LOWER.format(
        header=on.header,
        rows=on.rows,
        table=part.table,
        county=county,
        other_county=key_of_raw(part, county, "other"),
        same=_same(part, check.by, part, check.by),
        lower=lower,
    )
    return Broken([county, *check.columns, *(key(part, name) for name in check.by)], query=query)


@broken.register
def _members_counted(check: checks.MembersCounted, on: Subject) -> Broken:
    query = LISTED.format(
        header=on.header,
        rows=on.rows,
        column=check.column,
        head=check.head,
        members=check.members,
        member=on.other(check.members).citizen_ids[0],
        is_alone=f"row.{check.alone.column} = {literal(check.alone.equals or '')}",
    )
    return Broken([check.column, f"{check.head}_token", check.alone.column], query=query)


@broken.register
def _members_are_valid(check: checks.MembersAreValid, on: Subject) -> Broken:
    member = on.other(check.members)
    query = INVALID.format(
        header=literal(member.columns[member.citizen_ids[0]].header),
        rows=on.rows,
        members=check.members,
        member=member.citizen_ids[0],
    )
    return Broken([], query=query)


@broken.register
def _names_another_row(check: checks.NamesAnotherRow, on: Subject) -> Broken:
    query = OTHER_ROW.format(
        header=on.header,
        rows=on.rows,
        table=on.of.table,
        of=key_of_raw(on.of, check.of, "other"),
        column=check.column,
    )
    return Broken([check.column], query=query)


@broken.register
def _no_overlap(check: checks.NoOverlap, on: Subject) -> Broken:
    by = key(on.of, check.by)
    query = OVERLAP.format(
        header=on.header, rows=on.rows, by=by, first=check.first, last=check.last
    )
    return Broken([by, check.first, check.last], query=query)


def _same(part: Part, own: list[str], other: Part, columns: list[str]) -> str:
    """The condition that `row` and the raw row `other` have the same values."""
    pairs = zip(own, columns, strict=True)
    return " and ".join(
        f"row.{key(part, mine)} = {key_of_raw(other, theirs, 'other')}" for mine, theirs in pairs
    )
