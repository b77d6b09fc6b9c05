"""The keys of tokens, of the vault and of people to be forgotten: files only their owner reads.

After a key rotation the file of the token key holds all keys in their order (`tokens.py`).

The warehouse remembers a digest of each key it was loaded with (ops.key), so that a lost or
foreign key is noticed before anything is loaded with it.
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
TOKEN, VAULT, FORGET = "token", "vault", "forget"
NEXT = ".next"


class KeyMismatch(Refused):
    """A key is not the one that the warehouse was loaded with."""


def given_key(settings: Settings, purpose: str) -> SecretStr | None:
    """The key from the environment, if it is set there."""
    return {TOKEN: settings.token_key, VAULT: settings.vault_key}.get(purpose)


def key_file(settings: Settings, purpose: str) -> Path:
    """Where the key lies unless the environment gives it."""
    return settings.secrets_dir / f"{purpose}.key"


def load_key(settings: Settings, purpose: str) -> bytes:
    """The key from the environment, else from its file, made at first use."""
    given, path = given_key(settings, purpose), key_file(settings, purpose)
    if given is None:
        return read_or_make(path)
    return _parsed(given.get_secret_value(), path)


def read_or_make(path: Path, before: bytes = b"") -> bytes:
    """The key in this file; of two processes that make it at once, one key stays.

    A new key is put behind what is there of keys `before`.
    """
    kept = secret(path.parent, path.name, lambda: before.hex() + secrets.token_hex(KEY_BYTES))
    return _parsed(kept, path)


def fingerprint(key: bytes) -> str:
    """A digest that recognises the key and tells nothing of it."""
    return hmac.digest(key, b"zengshou fingerprint", hashlib.sha256).hex()[:16]


def check_key(connection: psycopg.Connection, settings: Settings, purpose: str) -> bytes:
    """The key, once it is certain that the warehouse was loaded with it; else KeyMismatch.

    The first key that an empty warehouse meets is the one it keeps.
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


def known_fingerprint(connection: psycopg.Connection, purpose: str) -> str | None:
    """The digest of the key that the warehouse was loaded with; None if there is none yet."""
    row = connection.execute("select fingerprint from ops.key where purpose = %s", [purpose])
    found = row.fetchone()
    return found[0] if found else None


def _explain(path: Path, purpose: str, known: str | None) -> None:
    following = path.with_name(path.name + NEXT)
    if following.exists() and fingerprint(read_or_make(following)) == known:
        raise KeyMismatch("a change of keys was interrupted: `zengshou keys rotate` finishes it")
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
