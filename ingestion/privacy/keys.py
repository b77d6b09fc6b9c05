"""The keys for tokens, vault, deleted people and releases: files that only the owner reads.

After a key rotation, the file of the token key holds all keys in order (`tokens.py`).

The warehouse stores a digest of each key that it was loaded with (ops.key). So a missing or wrong
key is detected before a load uses it.
"""

import hashlib
import hmac
import secrets
from pathlib import Path

import psycopg
from pydantic import SecretStr

from ingestion.privacy.audit import Refused
from ingestion.privacy.secret_files import secret
from ingestion.settings import Settings

KEY_BYTES = 32
TOKEN, VAULT, FORGET, RELEASE = "token", "vault", "forget", "release"
NEXT = ".next"
NO_KEY = ""


class KeyMismatch(Refused):
    """A key is not the one that the warehouse was loaded with."""


def given_key(settings: Settings, purpose: str) -> SecretStr | None:
    """The key from the environment, if set."""
    given = {
        TOKEN: settings.token_key,
        VAULT: settings.vault_key,
        RELEASE: settings.release_key,
    }
    return given.get(purpose)


def key_file(settings: Settings, purpose: str) -> Path:
    """The file of the key; the environment takes precedence."""
    return settings.secrets_dir / f"{purpose}.key"


def present_key(settings: Settings, purpose: str) -> bytes | None:
    """The key from the environment, otherwise from its file; None if there is neither.

    Raises KeyMismatch: the key is damaged.
    """
    given, path = given_key(settings, purpose), key_file(settings, purpose)
    if given is not None:
        return _parsed(given.get_secret_value(), purpose, variable(purpose))
    return read_or_make(path) if path.exists() else None


def load_key(settings: Settings, purpose: str) -> bytes:
    """The key, whose file is created if there is none: for a warehouse that knows no key yet."""
    key = present_key(settings, purpose)
    return read_or_make(key_file(settings, purpose)) if key is None else key


def read_or_make(path: Path, before: bytes = b"") -> bytes:
    """The key in this file, created if missing; concurrent processes get the same key.

    A new key is appended to the keys in `before`. Raises KeyMismatch: the key is damaged.
    """
    try:
        kept = secret(path.parent, path.name, lambda: before.hex() + secrets.token_hex(KEY_BYTES))
    except UnicodeDecodeError:
        kept = NO_KEY
    return _parsed(kept, path.name.partition(".")[0], str(path))


def variable(purpose: str) -> str:
    """The environment variable that replaces the key's file."""
    return f"ZENGSHOU_{purpose.upper()}_KEY"


def fingerprint(key: bytes) -> str:
    """A digest that identifies the key and reveals nothing about it."""
    return hmac.digest(key, b"zengshou fingerprint", hashlib.sha256).hex()[:16]


def fitting_key(settings: Settings, purpose: str, known: str | None) -> bytes | None:
    """The key with the digest `known`; if there is no digest, any key, or None. Never makes one.

    Raises KeyMismatch: the key is missing, damaged or another one.
    """
    key = present_key(settings, purpose)
    if known is not None and key is None:
        raise _missing(settings, purpose)
    if key is not None and known not in (None, fingerprint(key)):
        raise _another(settings, purpose, known)
    return key


def check_key(connection: psycopg.Connection, settings: Settings, purpose: str) -> bytes:
    """The key, if the warehouse was loaded with it; otherwise raises KeyMismatch.

    An empty warehouse keeps the first key that is used with it.
    """
    known = known_fingerprint(connection, purpose)
    key = fitting_key(settings, purpose, known)
    if key is None:
        if purpose in (TOKEN, VAULT) and _holds_files(connection):
            raise _missing(settings, purpose)
        key = load_key(settings, purpose)
    if known is None:
        connection.execute(
            "insert into ops.key (purpose, fingerprint) values (%s, %s) on conflict do nothing",
            [purpose, fingerprint(key)],
        )
        known = known_fingerprint(connection, purpose)
        if known != fingerprint(key):
            raise _another(settings, purpose, known)
    return key


def _holds_files(connection: psycopg.Connection) -> bool:
    """Whether files were received, by a version that stored no digests of keys."""
    return connection.execute("select from ops.receipt limit 1").fetchone() is not None


def are_registered(connection: psycopg.Connection) -> bool:
    """Whether the warehouse knows the digests of its token and vault keys."""
    return all(known_fingerprint(connection, one) for one in (TOKEN, VAULT))


def known_fingerprint(connection: psycopg.Connection, purpose: str) -> str | None:
    """The digest of the key that the warehouse was loaded with; None if there is no digest."""
    row = connection.execute("select fingerprint from ops.key where purpose = %s", [purpose])
    found = row.fetchone()
    return found[0] if found else None


def _place(settings: Settings, purpose: str) -> str:
    """Where the key belongs."""
    in_variable = f" (or {variable(purpose)})" if purpose != FORGET else ""
    return f"{key_file(settings, purpose)}{in_variable}"


def _missing(settings: Settings, purpose: str) -> KeyMismatch:
    place = _place(settings, purpose)
    return KeyMismatch(f"the {purpose} key of this warehouse is missing: put back {place}")


def _another(settings: Settings, purpose: str, known: str | None) -> KeyMismatch:
    path = key_file(settings, purpose)
    following = path.with_name(path.name + NEXT)
    if following.exists() and fingerprint(read_or_make(following)) == known:
        return KeyMismatch(
            "a key rotation was interrupted: run `zengshou keys rotate` to finish it"
        )
    return KeyMismatch(
        f"the {purpose} key is not the one this warehouse was loaded with: put the right one"
        f" into {_place(settings, purpose)} before anything is loaded"
    )


def _parsed(text: str, purpose: str, place: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    one_or_more = purpose == TOKEN
    if len(key) != KEY_BYTES and not (one_or_more and key and len(key) % KEY_BYTES == 0):
        raise KeyMismatch(
            f"the {purpose} key in {place} is damaged (it is not {KEY_BYTES} bytes in hex):"
            " put back a copy"
        )
    return key
