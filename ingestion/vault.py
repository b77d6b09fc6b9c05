"""Tokens instead of personal data, and the encrypted clear values behind them.

A token is an HMAC-SHA256 with a key kept outside the database, so it cannot be guessed by
trying all ID numbers (domain.md, "Personal data"). The clear value is kept encrypted with
AES-256-GCM in `vault.secret` alone.
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from ingestion.settings import Settings

TOKEN_LENGTH = 32
KEY_BYTES = 32
NONCE_BYTES = 12


class Vault:
    """Makes tokens and keeps the clear values to be stored with the rows that hold them."""

    def __init__(self, token_key: bytes, vault_key: bytes) -> None:
        self._token_key = token_key
        self._cipher = AESGCM(vault_key)
        self._tokens: dict[tuple[str, str], str] = {}
        self._new: dict[str, tuple[str, str]] = {}

    @classmethod
    def from_settings(cls, settings: Settings) -> "Vault":
        """Keys from the settings, else from `<home>/secrets`, made at first use."""
        return cls(
            _key(settings.token_key, settings.secrets_dir / "token.key"),
            _key(settings.vault_key, settings.secrets_dir / "vault.key"),
        )

    def token(self, kind: str, clear: str) -> str:
        """The token of a clear value; kind is `citizen_id`, `name` or `phone`."""
        known = self._tokens.get((kind, clear))
        if known is None:
            digest = hmac.digest(self._token_key, f"{kind}:{clear}".encode(), hashlib.sha256)
            known = digest.hex()[:TOKEN_LENGTH]
            self._tokens[kind, clear] = known
            self._new[known] = (kind, clear)
        return known

    def store(self, connection: psycopg.Connection) -> None:
        """Write the clear values met since the last call, in the caller's transaction.

        In the order of the tokens: feeds received at the same time hold the same people, and
        two transactions that write them in different orders would wait for each other.
        """
        rows = [
            (token, kind, *self._encrypt(token, clear))
            for token, (kind, clear) in sorted(self._new.items())
        ]
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(
                    "insert into vault.secret (token, kind, nonce, ciphertext)"
                    " values (%s, %s, %s, %s) on conflict (token) do nothing",
                    rows,
                )
        self._new.clear()

    def _encrypt(self, token: str, clear: str) -> tuple[bytes, bytes]:
        nonce = os.urandom(NONCE_BYTES)
        return nonce, self._cipher.encrypt(nonce, clear.encode(), token.encode())

    def decrypt(self, token: str, nonce: bytes, ciphertext: bytes) -> str:
        """The clear value; cryptography's InvalidTag if the key or the row is not the right one."""
        return self._cipher.decrypt(nonce, ciphertext, token.encode()).decode()


def _key(given: SecretStr | None, path: Path) -> bytes:
    """A 32-byte key in hex from the settings, or from a file only its owner can read."""
    if given is None and not path.exists():
        _make_key(path)
    text = given.get_secret_value() if given else path.read_text(encoding="ascii")
    key = bytes.fromhex(text.strip())
    if len(key) != KEY_BYTES:
        raise ValueError(f"the key {path.stem} must be {KEY_BYTES} bytes, written as hex")
    return key


def _make_key(path: Path) -> None:
    """Write a new key in one step: of two processes that try at once, one key stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
