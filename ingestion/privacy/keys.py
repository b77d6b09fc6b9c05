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


def load_key(settings: Settings, purpose: str) -> bytes:
    """The key from the environment, otherwise from its file; the file is created at first use."""
    given, path = given_key(settings, purpose), key_file(settings, purpose)
    if given is None:
        return read_or_make(path)
    return _parsed(given.get_secret_value(), path)


def read_or_make(path: Path, before: bytes = b"") -> bytes:
    """The key in this file, created if missing; concurrent processes get the same key.

    A new key is appended to the keys in `before`.
    """
    kept = secret(path.parent, path.name, lambda: before.hex() + secrets.token_hex(KEY_BYTES))
    return _parsed(kept, path)


def fingerprint(key: bytes) -> str:
    """A digest that identifies the key and reveals nothing about it."""
    return hmac.digest(key, b"zengshou fingerprint", hashlib.sha256).hex()[:16]


def check_key(connection: psycopg.Connection, settings: Settings, purpose: str) -> bytes:
    """The key, if the warehouse was loaded with it; otherwise raises KeyMismatch.

    An empty warehouse keeps the first key that is used with it.
    """
    known = known_fingerprint(connection, purpose)
    path = key_file(settings, purpose)
    if known is not None and given_key(settings, purpose) is None and not path.exists():
        raise KeyMismatch(f"the {purpose} key of this warehouse is missing: put back {path}")
    key = load_key(settings, purpose)
    if known is None:
        connection.execute(
            "insert into ops.key (purpose, fingerprint) values (%s, %s) on conflict do nothing",
            [purpose, fingerprint(key)],
        )
        known = known_fingerprint(connection, purpose)
    if known != fingerprint(key):
        _explain(path, purpose, known)
    return key


def are_registered(connection: psycopg.Connection) -> bool:
    """Whether the warehouse knows the digests of its token and vault keys."""
    return all(known_fingerprint(connection, one) for one in (TOKEN, VAULT))


def known_fingerprint(connection: psycopg.Connection, purpose: str) -> str | None:
    """The digest of the key that the warehouse was loaded with; None if there is no digest."""
    row = connection.execute("select fingerprint from ops.key where purpose = %s", [purpose])
    found = row.fetchone()
    return found[0] if found else None


def _explain(path: Path, purpose: str, known: str | None) -> None:
    following = path.with_name(path.name + NEXT)
    if following.exists() and fingerprint(read_or_make(following)) == known:
        raise KeyMismatch("a key rotation was interrupted: run `zengshou keys rotate` to finish it")
    raise KeyMismatch(
        f"the {purpose} key is not the one this warehouse was loaded with: put the right one"
        f" into {path} (or ZENGSHOU_{purpose.upper()}_KEY) before anything is loaded"
    )


def _parsed(text: str, path: Path) -> bytes:
    key = bytes.fromhex(text.strip())
    one_or_more = path.name.startswith(TOKEN)
    if len(key) != KEY_BYTES and not (one_or_more and key and len(key) % KEY_BYTES == 0):
        raise ValueError(f"the key {path.stem} must be {KEY_BYTES} bytes, written as hex")
    return key
