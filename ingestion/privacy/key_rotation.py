"""New keys for a warehouse in use: `zengshou keys rotate`.

The new key renews each token in `raw` and the vault, in one transaction. Until the commit, the new
keys are stored next to the old ones. So if a run is killed at any point, the same command finishes
it or starts it again.
"""

from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from ingestion.contract import load_contracts
from ingestion.database import driver_transaction
from ingestion.privacy import audit, keys
from ingestion.privacy.audit import Refused
from ingestion.privacy.screen import CODE_MARK, CODE_TOKEN
from ingestion.privacy.tokens import renewed
from ingestion.privacy.vault import Vault
from ingestion.raw_tables import code_columns, token_columns
from ingestion.settings import Settings

RETIRED = "retired"
NEW_SECRETS = """
create temporary table new_secret (
    token text not null, kind text not null, nonce bytea not null, ciphertext bytea not null
) on commit drop
"""
NEW_TOKENS = """
create temporary table new_token (old_token text primary key, token text not null) on commit drop
"""
STORE = """
delete from vault.secret;
insert into vault.secret (token, kind, nonce, ciphertext)
select token, kind, nonce, ciphertext from new_secret
"""
RENEW_SCREENED = """
update ops.screened as screened set token = new_token.token
from new_token where screened.token = new_token.old_token
"""


@dataclass(frozen=True)
class Rotation:
    """The result; `finished_only`: the data already had the new keys, only files were moved."""

    secrets: int
    rows: int
    finished_only: bool
    retired: Path


def rotate(engine: sa.Engine, settings: Settings, *, person: str, reason: str) -> Rotation:
    """Give the warehouse a new token key and a new vault key.

    Raises Refused: keys are set in the environment, or no reason; KeyMismatch: the old keys are not
    those of the warehouse.
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
    """True if an earlier run committed the data and was killed before it moved all files."""
    following = [(p, _next_file(settings, p)) for p in (keys.TOKEN, keys.VAULT)]
    return any(
        path.exists()
        and keys.fingerprint(keys.read_or_make(path)) == keys.known_fingerprint(connection, purpose)
        for purpose, path in following
    )


def _change(connection: psycopg.Connection, settings: Settings) -> tuple[int, int]:
    """Change all secrets and raw rows in the caller's transaction; returns both counts."""
    old_token_key = keys.check_key(connection, settings, keys.TOKEN)
    old = Vault.open(connection, settings)
    new_keys = {
        keys.TOKEN: _next_token_key(settings, old_token_key),
        keys.VAULT: keys.read_or_make(_next_file(settings, keys.VAULT)),
    }
    added = new_keys[keys.TOKEN].removeprefix(old_token_key)
    new = Vault(new_keys[keys.TOKEN], new_keys[keys.VAULT])
    connection.execute(NEW_SECRETS)
    # Fetch all rows first: a connection cannot read during COPY FROM.
    found = connection.execute("select token, kind, nonce, ciphertext from vault.secret").fetchall()
    with connection.cursor() as cursor, cursor.copy("copy new_secret from stdin") as copy:
        for token, kind, nonce, ciphertext in found:
            following = renewed(added, token)
            clear = old.decrypt(token, nonce, ciphertext)
            copy.write_row((following, kind, *new.encrypt(following, clear)))
    _renew_tokens(connection, added)
    rows = 0
    for table, columns in token_columns(load_contracts()).items():
        rows += _renew_table(connection, table, columns)
    for table, columns in code_columns(load_contracts()).items():
        _renew_codes(connection, added, table, columns)
    connection.execute(RENEW_SCREENED)
    connection.execute(STORE)
    for purpose, key in new_keys.items():
        connection.execute(
            "update ops.key set fingerprint = %s, since = now() where purpose = %s",
            [keys.fingerprint(key), purpose],
        )
    connection.execute("select ops.build_anew()")
    audit.clear_scratch(connection)
    return len(found), rows


def _next_token_key(settings: Settings, old: bytes) -> bytes:
    """The old keys, followed by a new one."""
    path = _next_file(settings, keys.TOKEN)
    key = keys.read_or_make(path, old)
    if key[: -keys.KEY_BYTES] != old:
        raise Refused(f"{path} does not match the token key in use: remove it and rotate")
    return key


def _renew_tokens(connection: psycopg.Connection, added: bytes) -> None:
    """Fill `new_token`: the new token for each token in raw."""
    connection.execute(NEW_TOKENS)
    of_columns = [
        sql.SQL("select {column} from {table} where {column} is not null").format(
            column=sql.Identifier(column), table=sql.Identifier("raw", table)
        )
        for table, columns in token_columns(load_contracts()).items()
        for column in columns
    ]
    in_texts = sql.SQL("select token from ops.screened")
    found = connection.execute(sql.SQL(" union ").join([*of_columns, in_texts])).fetchall()
    with connection.cursor() as cursor, cursor.copy("copy new_token from stdin") as copy:
        for (token,) in found:
            copy.write_row((token, renewed(added, token)))
    connection.execute("analyze new_token")


def _renew_table(connection: psycopg.Connection, table: str, columns: list[str]) -> int:
    """Write the new tokens to a raw table; returns its number of rows."""
    renewed_columns = sql.SQL(", ").join(
        sql.SQL("{column} = (select token from new_token where old_token = {column})").format(
            column=sql.Identifier(column)
        )
        for column in columns
    )
    name = sql.Identifier("raw", table)
    return connection.execute(sql.SQL("update {} set {}").format(name, renewed_columns)).rowcount


def _renew_codes(
    connection: psycopg.Connection, added: bytes, table: str, columns: list[str]
) -> None:
    """Renew the tokens in codes that contain a citizen ID; few tables have any."""
    for column in columns:
        names = {"table": sql.Identifier("raw", table), "column": sql.Identifier(column)}
        found = connection.execute(
            sql.SQL("select distinct {column} from {table} where {column} like %s").format(**names),
            [f"%{CODE_MARK}%"],
        ).fetchall()
        changes = [
            (CODE_TOKEN.sub(lambda one: CODE_MARK + renewed(added, one[1]), code), code)
            for (code,) in found
        ]
        if changes:
            with connection.cursor() as cursor:
                cursor.executemany(
                    sql.SQL("update {table} set {column} = %s where {column} = %s").format(**names),
                    changes,
                )


def _move_files(engine: sa.Engine, settings: Settings) -> Path:
    """Activate the new keys; move the old ones, which older backups need, to a separate folder."""
    folder = settings.secrets_dir / RETIRED
    folder.mkdir(exist_ok=True, mode=0o700)
    with driver_transaction(engine) as connection:
        for purpose in (keys.TOKEN, keys.VAULT):
            path, following = keys.key_file(settings, purpose), _next_file(settings, purpose)
            if not following.exists():
                continue
            new = keys.fingerprint(keys.read_or_make(following))
            if new == keys.known_fingerprint(connection, purpose):
                _retire(folder, path)
                following.replace(path)
    return folder


def _retire(folder: Path, path: Path) -> None:
    """Keep a replaced key; the new one is in force even if the old one is lost."""
    if path.exists():
        fingerprint = keys.fingerprint(keys.read_or_make(path))
        retired = folder / f"{path.stem}.{fingerprint}.key"
        if not retired.exists():
            retired.hardlink_to(path)
