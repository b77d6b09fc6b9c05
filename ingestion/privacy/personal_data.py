"""Reveals a clear value, and deletes those of a household: each leaves a row in ops.audit.

Source: domain.md, "Personal data"; feeds.md, "Data protection".
"""

import re
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from psycopg import sql

from ingestion.column import CellType
from ingestion.contract import Part, load_contracts
from ingestion.database import driver_transaction
from ingestion.privacy import audit, deleted_people, keys
from ingestion.privacy.audit import Refused
from ingestion.privacy.deleted_people import CITIZEN_ID, HOUSEHOLD_ID, NAME_SHOWN, TEXT_SHOWN
from ingestion.privacy.screen import CODE_MARK, CODE_TOKEN, canonical_code, screen_code
from ingestion.privacy.vault import Vault
from ingestion.settings import Settings

TOKEN = re.compile(r"[0-9a-f]{32}")
ERASED_TABLES = """
create temporary table erased (
    table_name text not null, load_id bigint not null, row_number integer not null
) on commit drop;
create temporary table other_row_token (token text) on commit drop;
create temporary table erased_token (token text) on commit drop
"""
#: IDs in the household's rows, without those that are also in rows of other households.
PERSON = """
create temporary table erased_person on commit drop as
select distinct token from erased_token
where token is not null and token not in (select token from other_row_token where token is not null)
"""
ERASE_SCREENED = """
with gone as (
    delete from ops.screened as screened using erased
    where screened.table_name = erased.table_name and screened.load_id = erased.load_id
        and screened.row_number = erased.row_number and screened.place = 'cell'
    returning screened.token
)
insert into erased_token select token from gone
"""


@dataclass(frozen=True)
class Deletion:
    """The result of `forget`: members, deleted clear values, changed raw rows, affected files."""

    people: int
    clear_values: int
    rows: int
    files: int


def reveal(engine: sa.Engine, settings: Settings, token: str, *, person: str, reason: str) -> str:
    """The clear value of a token; the audit row is committed before the value is read.

    Raises Refused: no token, an unknown token or no reason; KeyMismatch: these are not the keys of
    this warehouse.
    """
    audit.require_reason(person, reason)
    token = token.removeprefix(CODE_MARK)
    if not TOKEN.fullmatch(token):  # it may be a clear ID: keep it out of the audit
        raise Refused("a token is 32 hex digits, as in dim_household.head_id_token")
    with driver_transaction(engine) as connection:
        vault = Vault.open(connection, settings)
        audit.record(connection, "reveal", token, person=person, reason=reason)
    with driver_transaction(engine) as connection:
        row = connection.execute(
            "select nonce, ciphertext from vault.secret where token = %s", [token]
        ).fetchone()
    if row is None:
        raise Refused("the vault holds no clear value for this token")
    return vault.decrypt(token, *row)


def forget(
    engine: sa.Engine, settings: Settings, household_id: str, *, person: str, reason: str
) -> Deletion:
    """Delete the clear values of a household and the free text about it permanently.

    Figures, birth dates and tokens stay, so that statistics stay correct. Later files about the
    household count as before, but its clear values are not stored again. Raises Refused: unknown
    household, no reason; KeyMismatch: these are not the keys of this warehouse.
    """
    with driver_transaction(engine) as connection:
        audit.keep_loads_out(connection)
        vault = Vault.open(connection, settings)
        connection.execute(ERASED_TABLES)
        clear = _clear_code(connection, vault, household_id)
        household_id = screen_code(clear, vault.tokens.maker(CITIZEN_ID))
        _find_rows(connection, household_id, clear)
        people = _keep_from_returning(connection, settings, vault, clear)
        rows = _erase_rows(connection)
        clear_values = _erase_secrets(connection)
        connection.execute("select ops.build_anew()")
        audit.clear_scratch(connection)
        audit.record(connection, "forget", household_id, person=person, reason=reason)
        files = _one(connection, "select count(distinct load_id) from erased")
    return Deletion(people, clear_values, rows, files)


def _clear_code(connection: psycopg.Connection, vault: Vault, code: str) -> str:
    """The household number as its sender wrote it; it may contain a citizen ID or its token."""

    def clear(token: re.Match[str]) -> str:
        row = connection.execute(
            "select nonce, ciphertext from vault.secret where token = %s", [token[1]]
        ).fetchone()
        return vault.decrypt(token[1], *row) if row else token[0]

    return canonical_code(CODE_TOKEN.sub(clear, code))


def _parts() -> list[Part]:
    return [part for contract in load_contracts().values() for part in contract.parts]


def _columns(part: Part, kind: CellType) -> list[str]:
    return [name for name, column in part.columns.items() if column.type is kind]


def _one(connection: psycopg.Connection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _find_rows(connection: psycopg.Connection, household_id: str, clear: str) -> None:
    """Fill `erased`: the household's rows, and rows of other feeds with an ID of its members.

    Rows from before codes were screened contain the number in clear.
    """
    codes = list({household_id, clear})
    by_household = [part for part in _parts() if HOUSEHOLD_ID in part.columns]
    for part in by_household:
        table = sql.Identifier("raw", part.table)
        connection.execute(
            sql.SQL(
                "insert into erased select %s, load_id, row_number from {}"
                " where cell.code(household_id) = any(%s)"
            ).format(table),
            [part.table, codes],
        )
        for column in part.citizen_ids:
            for target, operator in (("erased_token", "= any"), ("other_row_token", "<> all")):
                connection.execute(
                    sql.SQL(
                        "insert into {target} select distinct {token} from {table}"
                        " where coalesce(cell.code(household_id), '') {operator} (%s)"
                    ).format(
                        target=sql.Identifier(target),
                        token=sql.Identifier(f"{column}_token"),
                        table=table,
                        operator=sql.SQL(operator),
                    ),
                    [codes],
                )
    if not _one(connection, "select count(*) from erased"):
        raise Refused(f"no received file contains household {household_id}")
    for token in CODE_TOKEN.findall(household_id):
        connection.execute("insert into erased_token values (%s)", [token])
    connection.execute(PERSON)
    for part in _parts():
        for column in part.citizen_ids:
            if part not in by_household:
                connection.execute(
                    sql.SQL(
                        "insert into erased select %s, load_id, row_number from {table}"
                        " where {token} in (select token from erased_person)"
                    ).format(
                        table=sql.Identifier("raw", part.table),
                        token=sql.Identifier(f"{column}_token"),
                    ),
                    [part.table],
                )


def _keep_from_returning(
    connection: psycopg.Connection, settings: Settings, vault: Vault, clear_household_id: str
) -> int:
    """Add the household and its members to the list of deleted people; returns the member count."""
    key = keys.check_key(connection, settings, keys.FORGET)
    digests = [(deleted_people.digest(key, HOUSEHOLD_ID, clear_household_id), HOUSEHOLD_ID)]
    found = connection.execute(
        "select token, nonce, ciphertext from vault.secret"
        " where kind = 'citizen_id' and token in (select token from erased_person)"
    ).fetchall()
    digests += [
        (deleted_people.digest(key, CITIZEN_ID, vault.decrypt(*row)), CITIZEN_ID) for row in found
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into ops.forgotten (digest, kind) values (%s, %s) on conflict do nothing",
            digests,
        )
    return len(found)


def _erase_rows(connection: psycopg.Connection) -> int:
    """Remove names, phones and free text from the rows; their tokens go to `erased_token`.

    The tokens of masked texts of these rows go there, too.
    """
    connection.execute("truncate erased_token")
    changed = 0
    for part in _parts():
        table, those = sql.Identifier("raw", part.table), _erased_rows(part)
        settings = []
        for kind, shown in ((CellType.NAME, NAME_SHOWN), (CellType.PHONE, None)):
            for column in _columns(part, kind):
                token, mask = f"{column}_token", f"{column}_masked"
                connection.execute(
                    sql.SQL("insert into erased_token select {} from {} where {}").format(
                        sql.Identifier(token), table, those
                    )
                )
                settings.append(_set(token, sql.SQL("null")))
                settings.append(_set(mask, _instead(mask, sql.Literal(shown))))
        settings += [
            _set(name, _instead(name, sql.Literal(TEXT_SHOWN)))
            for name, column in part.columns.items()
            if column.free_text
        ]
        if settings:
            changed += connection.execute(
                sql.SQL("update {} set {} where {}").format(
                    table, sql.SQL(", ").join(settings), those
                )
            ).rowcount
    connection.execute(ERASE_SCREENED)
    return changed


def _erased_rows(part: Part) -> sql.Composed:
    """The condition for the rows of a raw table; of listed members only the deleted people's."""
    those = sql.SQL(
        "(load_id, row_number) in (select load_id, row_number from erased where table_name = {})"
    ).format(sql.Literal(part.table))
    if not part.listed_in:
        return those
    return sql.SQL("{} and {} in (select token from erased_person)").format(
        those, sql.Identifier(f"{part.citizen_ids[0]}_token")
    )


def _set(column: str, value: sql.Composable) -> sql.Composed:
    return sql.SQL("{} = {}").format(sql.Identifier(column), value)


def _instead(column: str, value: sql.Composable) -> sql.Composed:
    """The value in place of a filled cell; a blank cell stays blank, to keep counts correct."""
    name = sql.Identifier(column)
    return sql.SQL("case when cell.is_blank({}) then {} else {} end").format(name, name, value)


def _erase_secrets(connection: psycopg.Connection) -> int:
    """Delete the clear values of the members' IDs, and names and phones that no row uses."""
    connection.execute("create temporary table used_token (token text) on commit drop")
    for part in _parts():
        for column in [*_columns(part, CellType.NAME), *_columns(part, CellType.PHONE)]:
            connection.execute(
                sql.SQL(
                    "insert into used_token select distinct {token} from {table}"
                    " where {token} in (select token from erased_token)"
                ).format(
                    token=sql.Identifier(f"{column}_token"),
                    table=sql.Identifier("raw", part.table),
                )
            )
    connection.execute("insert into used_token select token from ops.screened")
    return connection.execute(
        "delete from vault.secret where token in (select token from erased_person)"
        " or (token in (select token from erased_token)"
        " and token not in (select token from used_token))"
    ).rowcount
