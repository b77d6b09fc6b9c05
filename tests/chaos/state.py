"""The state of a warehouse as an ordered dump, to compare a disturbed run with a quiet one.

Compared: every table of `raw` and `marts`, `ops.load`, `ops.finding`, the versions in force and
the tokens in the vault. Not compared, because two quiet runs differ in them as well:

- `load_id` is a number drawn from a sequence, which also counts loads that were rolled back. In
  its place stands what identifies a received file: feed, period, name and sha256.
- judgement ids likewise; what a judgement says is compared as counts and findings.
- `loaded_at` and `stored_at` are the clock of the run. `received_at` is not: it comes from the
  manifest or the file and must be equal.
- nonce and ciphertext in the vault are random for each encryption.
- raw rows of files that count as copies of another one: whether they were read at all depends on
  which of the two came first, and nobody looks at them. That they are copies is compared.
"""

import hashlib
from collections import Counter

import psycopg
from psycopg import sql

State = dict[str, list[str]]

LEDGER = ("ops.load", "ops.finding", "ops.load_state", "ops.current_unit", "vault.secret")
LEFT_OUT = [
    "load_id",
    "loaded_at",
    "stored_at",
    "file_judgement_id",
    "reject_judgement_id",
    "warn_judgement_id",
    "nonce",
    "ciphertext",
]
TABLES = """
select table_schema || '.' || table_name from information_schema.tables
where table_schema in ('raw', 'marts') or table_schema || '.' || table_name = any(%s)
order by 1
"""
HAS_LOAD = """
select exists (
    select from information_schema.columns
    where table_schema || '.' || table_name = %s and column_name = 'load_id'
)
"""
ROWS = """
select (to_jsonb(one) - %s::text[])::text from {table} as one
"""
ROWS_OF_LOADS = """
select (
    to_jsonb(one) - %s::text[] || jsonb_build_object(
        'file', concat_ws('/', receipt.feed, receipt.period, receipt.file_name, receipt.sha256)
    )
)::text
from {table} as one left join ops.receipt as receipt using (load_id)
where not %s or one.load_id not in (
    select load_id from ops.load_state where edition = 'marts' and status = 'duplicate'
)
"""


def dump(url: str) -> State:
    """All compared tables of the warehouse at `url`, each as ordered lines."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("set timezone = 'Asia/Shanghai'")
        tables = [row[0] for row in connection.execute(TABLES, [list(LEDGER)])]
        return {table: _lines(connection, table) for table in tables}


def _lines(connection: psycopg.Connection, table: str) -> list[str]:
    query = sql.SQL(ROWS)
    values: list[object] = [LEFT_OUT]
    found = connection.execute(HAS_LOAD, [table]).fetchone()
    if found and found[0]:
        query, values = sql.SQL(ROWS_OF_LOADS), [LEFT_OUT, table.startswith("raw.")]
    name = sql.Identifier(*table.split("."))
    return sorted(row[0] for row in connection.execute(query.format(table=name), values))


def digest(state: State) -> str:
    """SHA-256 of the ordered dump."""
    whole = hashlib.sha256()
    for table, lines in sorted(state.items()):
        whole.update("\n".join([table, *lines, ""]).encode())
    return whole.hexdigest()


def differences(found: State, expected: State, most: int = 5) -> list[str]:
    """Where two states differ: the table, how many lines, and the first of them."""
    told = []
    for table in sorted(found.keys() | expected.keys()):
        here, there = Counter(found.get(table, [])), Counter(expected.get(table, []))
        more, less = list((here - there).elements()), list((there - here).elements())
        if more or less:
            told.append(
                f"{table}: {len(more)} too many {more[:most]}, {len(less)} lack {less[:most]}"
            )
    return told
