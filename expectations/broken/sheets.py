"""How the rows of a sheet break a check together."""

from expectations.broken.base import Broken, Subject, broken
from expectations.literals import literal
from ingestion import checks
from ingestion.contract import Part
from ingestion.notes import NoteKind

TOTALS = """
select totals.load_id, totals.row_number, totals.column_name
from (
    select
        received.load_id,
        cells.column_name,
        max(received.row_number) filter (where received.is_total) as row_number,
        max(cell.text(cells.received)) filter (where received.is_total) as received,
        max(coalesce(cell.money(cells.received), 0)) filter (where received.is_total) as total,
        coalesce(
            sum(cell.money(cells.received)) filter (where not received.is_total), 0
        ) as summed
    from raw.{table} as received
    cross join lateral (values {cells}) as cells (column_name, received)
    where received.load_id in (select load_id from gate.batch_load)
    group by received.load_id, cells.column_name
) as totals
where totals.received is not null and abs(totals.total - totals.summed) > {tolerance}
"""
NOTES = """
select note.load_id, note.row_number, note.column_name
from raw.reader_note as note
where note.table_name = {table} and note.note = {note}
    and note.load_id in (select load_id from gate.batch_load)
"""
BELOW_TOTAL = """
select note.load_id, note.row_number, '' as column_name
from raw.reader_note as note
inner join gate.batch_load as loads using (load_id)
inner join gate.roster_household as roster
    on loads.roster_load_id = roster.load_id
    and loads.unit = roster.village_code
    and cell.code(note.value) = roster.household_id
where note.table_name = {table} and note.note = {note}
"""
#: Rows that other rules reject count, too: nobody knows which of them is right.
VILLAGES = """
select row.load_id, row.row_number, {header} as column_name
from {rows} as row
where (row.load_id, row.{household}) in (
    select listed.load_id, listed.{household}
    from {rows} as listed
    inner join reference.division_register as register
        on register.division_code = listed.{village} and register.level = 'village'
    where listed.{household} is not null
    group by listed.load_id, listed.{household}
    having count(distinct listed.{village}) > 1
)
"""


@broken.register
def _unique(check: checks.Unique, on: Subject) -> Broken:
    """All copies fail."""
    keys = keys_of_copies(on.of, check.by)
    return Broken(
        keys,
        query=f"select load_id, row_number, {on.header} as column_name from ("
        "select load_id, row_number, "
        f"count(*) over (partition by load_id, {', '.join(keys)}) as copies "
        f"from {on.rows} as judged where {takes_part(keys)}) as counted where copies > 1",
    )


@broken.register
def _unique_content(check: checks.UniqueContent, on: Subject) -> Broken:
    keys = keys_of_copies(on.of, check.by)
    window = f"over (partition by load_id, {', '.join(keys)})"
    return Broken(
        [*keys, "row_content"],
        query=f"select load_id, row_number, {on.header} as column_name from ("
        f"select load_id, row_number, min(row_content) {window} as least, "
        f"max(row_content) {window} as most from {on.rows} as judged "
        f"where {takes_part(keys)}) as compared "
        "where least <> most",
    )


@broken.register
def _one_village(check: checks.OneVillage, on: Subject) -> Broken:
    query = VILLAGES.format(
        header=on.header, rows=on.rows, household=check.by, village=check.column
    )
    return Broken([check.column, check.by], query=query)


@broken.register
def _one_head(check: checks.OneHead, on: Subject) -> Broken:
    is_head = f"cell.is_head({check.column}) and {check.status} = {literal(check.present)}"
    heads = f"count(*) filter (where {is_head})"
    facts = [check.column, check.status, check.by]
    return Broken(facts, query=_households(on, check.by, f"{heads} <> 1"))


@broken.register
def _same_in_household(check: checks.SameInHousehold, on: Subject) -> Broken:
    differ = f"count(distinct {check.column}) > 1"
    return Broken([check.column, check.by], query=_households(on, check.by, differ))


@broken.register
def _totals_match(check: checks.TotalsMatch, on: Subject) -> Broken:
    """Checks the whole file as received, including rejected rows; unreadable cells count as 0."""
    cells = ", ".join(
        f"({literal(header)}, received.{name})"
        for name, header in on.headers(check.columns).items()
    )
    table = on.of.table
    return Broken([], query=TOTALS.format(table=table, cells=cells, tolerance=check.tolerance))


@broken.register
def _no_note(check: checks.NoNote, on: Subject) -> Broken:
    return Broken([], query=NOTES.format(table=literal(on.of.table), note=literal(check.note)))


@broken.register
def _no_household_below_total(check: checks.NoHouseholdBelowTotal, on: Subject) -> Broken:
    query = BELOW_TOTAL.format(table=literal(on.of.table), note=literal(NoteKind.BELOW_TOTAL))
    return Broken([], query=query)


def _households(on: Subject, by: str, condition: str) -> str:
    """Households whose rows break a rule together; each is reported at its first row."""
    return (
        f"select load_id, min(row_number) as row_number, {on.header} as column_name "
        f"from {on.rows} as judged group by load_id, {by} having {condition}"
    )


def keys_of_copies(part: Part, by: list[str]) -> list[str]:
    """The facts by which copies are found; of IDs only valid ones."""
    return [f"{name}_citizen_token" if part.columns[name].is_citizen_id else name for name in by]


def takes_part(keys: list[str]) -> str:
    """The condition that a row takes part in a check of copies: it has its first key and IDs."""
    filled = {keys[0], *(one for one in keys if one.endswith("_citizen_token"))}
    return " and ".join(f"{one} is not null" for one in keys if one in filled)
