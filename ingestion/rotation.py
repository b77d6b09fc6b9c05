"""New keys for a warehouse in use: `zengshou keys rotate`.

Tokens are made anew from the clear values in the vault, everywhere in `raw`, in one transaction.
The new keys lie beside the old ones until it is committed, so that a run that is killed at any
point is finished, or begun again, by the same command.
"""

from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from ingestion import audit, keys
from ingestion.audit import Refused
from ingestion.contract import load_contracts
from ingestion.database import driver_transaction
from ingestion.raw_tables import token_columns
from ingestion.settings import Settings
from ingestion.vault import Vault

RETIRED = "retired"
NEW_SECRETS = """
create temporary table new_secret (
    old_token text not null, token text not null, kind text not null,
    nonce bytea not null, ciphertext bytea not null
) on commit drop
"""
#: Whoever was to be forgotten has no clear value: a token of chance keeps the rows together.
NEW_TOKENS = """
create temporary table new_token on commit drop as
select old_token, token from new_secret
union all
select token, replace(gen_random_uuid()::text, '-', '') from ops.forgotten_token
where token not in (select old_token from new_secret)
"""
STORE = """
delete from vault.secret;
insert into vault.secret (token, kind, nonce, ciphertext)
select token, kind, nonce, ciphertext from new_secret;
update ops.forgotten_token as forgotten set token = new_token.token
from new_token where new_token.old_token = forgotten.token
"""


@dataclass(frozen=True)
class Rotation:
    """What was done; `finished_only`: the data had the new keys already, only files were moved."""

    secrets: int
    rows: int
    finished_only: bool
    retired: Path


def rotate(engine: sa.Engine, settings: Settings, *, person: str, reason: str) -> Rotation:
    """Give the warehouse a new token key and a new vault key.

    Raises Refused: keys from the environment, tokens without a clear value, no reason;
    KeyMismatch: the old keys are not those of the warehouse.
    """
    audit.require_reason(person, reason)
    for purpose in (keys.TOKEN, keys.VAULT):
        if keys.given_key(settings, purpose):
            raise Refused(
                f"ZENGSHOU_{purpose.upper()}_KEY is set: put that key into"
                f" {keys.key_file(settings, purpose)}, unset it and rotate"
            )
    with driver_transaction(engine) as connection:
        audit.keep_loads_out(connection)
        secrets = rows = 0
        finished_only = _is_committed(connection, settings)
        if not finished_only:
            secrets, rows = _change(connection, settings)
            audit.record(connection, "rotate", "token.key vault.key", person=person, reason=reason)
    return Rotation(secrets, rows, finished_only, _move_files(engine, settings))


def _next_file(settings: Settings, purpose: str) -> Path:
    path = keys.key_file(settings, purpose)
    return path.with_name(path.name + keys.NEXT)


def _is_committed(connection: psycopg.Connection, settings: Settings) -> bool:
    """Whether an earlier run committed the data and was killed before it moved all files."""
    following = [(p, _next_file(settings, p)) for p in (keys.TOKEN, keys.VAULT)]
    return any(
        path.exists()
        and keys.fingerprint(keys.read_or_make(path)) == keys.known_fingerprint(connection, purpose)
        for purpose, path in following
    )


def _change(connection: psycopg.Connection, settings: Settings) -> tuple[int, int]:
    """Everything in the database, in the caller's transaction: secrets and rows of raw changed."""
    old = Vault.open(connection, settings)
    new_keys = {p: keys.read_or_make(_next_file(settings, p)) for p in (keys.TOKEN, keys.VAULT)}
    new = Vault(new_keys[keys.TOKEN], new_keys[keys.VAULT])
    connection.execute(NEW_SECRETS)
    # Read whole: a connection that copies in cannot read at the same time.
    found = connection.execute("select token, kind, nonce, ciphertext from vault.secret").fetchall()
    with connection.cursor() as cursor, cursor.copy("copy new_secret from stdin") as copy:
        for token, kind, nonce, ciphertext in found:
            clear = old.decrypt(token, nonce, ciphertext)
            renewed = new.digest(kind, clear)
            copy.write_row((token, renewed, kind, *new.encrypt(renewed, clear)))
    connection.execute(NEW_TOKENS)
    connection.execute("create unique index on new_token (old_token)")
    connection.execute("analyze new_token")
    rows = 0
    for table, columns in token_columns(load_contracts()).items():
        rows += _renew_table(connection, table, columns)
    connection.execute(STORE)
    for purpose, key in new_keys.items():
        connection.execute(
            "update ops.key set fingerprint = %s, since = now() where purpose = %s",
            [keys.fingerprint(key), purpose],
        )
    connection.execute("select ops.build_anew()")
    audit.clear_scratch(connection)
    return len(found), rows


def _renew_table(connection: psycopg.Connection, table: str, columns: list[str]) -> int:
    """New tokens in a raw table; Refused if one of them has no clear value."""
    name = sql.Identifier("raw", table)
    for column in map(sql.Identifier, columns):
        missing = connection.execute(
            sql.SQL(
                "select count(distinct {column}) from {table} where {column} is not null"
                " and not exists (select from new_token where old_token = {column})"
            ).format(column=column, table=name)
        ).fetchone()
        if missing and missing[0]:
            raise Refused(
                f"{missing[0]} tokens of raw.{table} have no clear value in the vault (was a"
                " backup without the vault restored?): the token key cannot be changed, nothing was"
            )
    renewed = sql.SQL(", ").join(
        sql.SQL("{column} = (select token from new_token where old_token = {column})").format(
            column=sql.Identifier(column)
        )
        for column in columns
    )
    return connection.execute(sql.SQL("update {} set {}").format(name, renewed)).rowcount


def _move_files(engine: sa.Engine, settings: Settings) -> Path:
    """Put the new keys in place; the old ones, which older backups need, go to a folder apart."""
    folder = settings.secrets_dir / RETIRED
    folder.mkdir(exist_ok=True, mode=0o700)
    with driver_transaction(engine) as connection:
        for purpose in (keys.TOKEN, keys.VAULT):
            path, following = keys.key_file(settings, purpose), _next_file(settings, purpose)
            if not following.exists():
                continue
            new = keys.fingerprint(keys.read_or_make(following))
            if new == keys.known_fingerprint(connection, purpose):
                old = keys.read_or_make(path)
                retired = folder / f"{purpose}.{keys.fingerprint(old)}.key"
                if not retired.exists():
                    retired.hardlink_to(path)
                following.replace(path)
    return folder
