"""Makes a province from a city: multiplies its rows inside the database, one copy per city.

It copies the rows of all feeds, the results for them (receipts, judgements, findings, state) and
the seeds that name divisions. A copy has its own counties, townships, villages, households and
people: the third and fourth digit of its division codes differ; numbers of households and people
and all tokens end in the copy's number. All counties belong to the same city, because there is one
assessment. In each copy, the village workbooks are separate files; the files of departments and the
roster are shared and get longer. Amounts and dates are the same in every copy. The vault, which no
model reads, is not copied.
"""

from collections.abc import Iterator

import psycopg

from ingestion.contract import Contract, Part, VersionUnit, load_contracts
from ingestion.raw_columns import raw_columns

STEP = 10_000_000  # larger than any id of a file, judgement or row in one city
NUMBERS = ("household_id", "person_id", "account_number", "settlement_id", "visit_id")
DIVISION = (
    "case when {0} ~ '^[0-9]{{4,12}}$' then left({0}, 2)"
    " || lpad((substr({0}, 3, 2)::integer + copy)::text, 2, '0') || substr({0}, 5) else {0} end"
)
FILES = "load_id in (select load_id from ops.receipt where {})"
OWN_FILES = FILES.format("feed = any (%(own_files)s)")
SHARED_FILES = FILES.format("feed <> all (%(own_files)s)")
FILES_OF_PERIOD = FILES.format("feed = %(feed)s and period = %(period)s")
NEXT_FILE = {"load_id": f"load_id + copy * {STEP}"}
NEXT_JUDGEMENT = {"judgement_id": f"judgement_id + copy * {STEP}"}
NEXT_ROW = {"row_number": f"row_number + copy * {STEP}"}
JUDGED = "judgement_id in (select judgement_id from ops.judgement where {})"
STATE = {
    f"{gate}_judgement_id": f"{gate}_judgement_id + copy * {STEP}"
    for gate in ("file", "reject", "warn")
}
UNIT = {"unit": DIVISION.format("unit")}
#: Table, changed columns of a copy, condition for copied rows. Judgements come before rows that
#: reference them.
LEDGER = (
    ("ops.judgement", NEXT_FILE | NEXT_JUDGEMENT, OWN_FILES),
    *(
        (f"ops.{table}", changes, JUDGED.format(files))
        for table in ("judgement_finding", "row_exception")
        for changes, files in ((NEXT_JUDGEMENT, OWN_FILES), (NEXT_ROW, SHARED_FILES))
    ),
    ("raw.reader_note", NEXT_FILE, OWN_FILES),
    ("ops.load_state", NEXT_FILE | STATE, OWN_FILES),
    ("ops.current_unit", NEXT_FILE | UNIT, OWN_FILES),
    ("ops.current_unit", UNIT, f"{SHARED_FILES} and unit ~ '^[0-9]'"),
    (
        "ops.receipt",
        NEXT_FILE | UNIT | {"file_name": "copy || '-' || file_name", "sha256": "sha256 || copy"},
        OWN_FILES,
    ),
)
COLUMNS = """
select attname, format_type(atttypid, atttypmod) from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum
"""
COPYING = """
insert into {table} ({columns}) overriding system value
select {cells} from {table} cross join generate_series(1, %(last)s) as copies (copy)
where {where}
"""
COUNTING = "update ops.judgement set {counts} where {files}"
COUNTS = ("received", "accepted", "rejected", "out_of_scope", "duplicate")
SEEDS = (
    (
        "reference.division_register",
        {
            "division_code": DIVISION.format("division_code"),
            "county_code": DIVISION.format("county_code"),
            "parent_code": "case when level = 'county' then parent_code else "
            f"{DIVISION.format('parent_code')} end",
        },
        "level <> 'city'",
    ),
    ("reference.reporting_units", {"village_code": DIVISION.format("village_code")}, "true"),
    (
        "reference.monitoring_range",
        {"region_code": DIVISION.format("region_code::text")},
        "length(region_code::text) >= 4",
    ),
)


def multiply(connection: psycopg.Connection, copies: int) -> None:
    """Multiply the city in the warehouse by `copies`; nothing else may use the warehouse."""
    own_files = [
        feed for feed, one in load_contracts().items() if one.replaces is VersionUnit.VILLAGE
    ]
    values = {"own_files": own_files, "last": copies - 1}
    connection.execute("set session_replication_role = replica")  # keys are valid by construction
    for contract in load_contracts().values():
        for part in contract.parts:
            _copy_rows(connection, contract, part, values)
    for table, changes, where in (*LEDGER, *SEEDS):
        connection.execute(_copying(connection, table, changes, where), values)
    counts = ", ".join(f"rows_{one} = rows_{one} * {copies}" for one in COUNTS)
    connection.execute(COUNTING.format(counts=counts, files=SHARED_FILES), values)
    connection.execute("set session_replication_role = origin")
    connection.commit()


def _copy_rows(
    connection: psycopg.Connection, contract: Contract, part: Part, values: dict[str, object]
) -> None:
    """Copy the rows of one part, month by month, in the order of arrival.

    The table is unlogged: the rows are only read from now on, so they need no WAL.
    """
    table = f"raw.{part.table}"
    connection.execute(f"alter table {table} set unlogged")
    changes = dict(_cells(part))
    changes |= NEXT_FILE if contract.replaces is VersionUnit.VILLAGE else NEXT_ROW
    statement = _copying(connection, table, changes, FILES_OF_PERIOD)
    periods = "select distinct period from ops.receipt where feed = %s order by period"
    for (period,) in connection.execute(periods, [contract.feed]).fetchall():
        connection.execute(statement, values | {"feed": contract.feed, "period": period})
    connection.execute(f"analyze {table}")


def _cells(part: Part) -> Iterator[tuple[str, str]]:
    """The changed values of a copy, by column."""
    for column in raw_columns(part):
        if column.name.endswith("_token"):
            yield column.name, f"{column.name} || '-' || copy"
        elif column.name in NUMBERS:
            yield column.name, f"cell.text({column.name}) || '-' || copy"
        elif column.name == "village_code":
            yield column.name, DIVISION.format("cell.text(village_code)")


def _copying(
    connection: psycopg.Connection, table: str, changes: dict[str, str], where: str
) -> str:
    """The statement that inserts the copies of a table's rows."""
    known: dict[str, str] = dict(connection.execute(COLUMNS, [table]).fetchall())
    cells = ", ".join(f"({changes.get(name, name)})::{kind}" for name, kind in known.items())
    return COPYING.format(table=table, columns=", ".join(known), cells=cells, where=where)
