"""Tokens instead of personal data, and the encrypted clear values behind them.

A token is an HMAC-SHA256 with a key kept outside the database, so it cannot be guessed by
trying all ID numbers (domain.md, "Personal data"). The clear value is kept encrypted with
AES-256-GCM in `vault.secret` alone.
"""

import hashlib
import hmac
import os

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ingestion import keys
from ingestion.settings import Settings

TOKEN_LENGTH = 32
NONCE_BYTES = 12

#: A departmental file brings a million of them: a statement for each took half of the load.
SECRETS_AT_ONCE = 10_000
ALONE = "select pg_advisory_xact_lock(hashtext('vault'))"
KNOWN = "select token from vault.secret where token = any(string_to_array(%s, ','))"
STORE = "copy vault.secret (token, kind, nonce, ciphertext) from stdin"


class Vault:
    """Makes tokens and keeps the clear values to be stored with the rows that hold them."""

    def __init__(self, token_key: bytes, vault_key: bytes) -> None:
        self._mac = hmac.new(token_key, digestmod=hashlib.sha256)
        self._cipher = AESGCM(vault_key)
        self._tokens: dict[tuple[str, str], str] = {}
        self._new: dict[str, tuple[str, str]] = {}
        self._unkept: set[str] = set()

    @classmethod
    def from_settings(cls, settings: Settings) -> "Vault":
        """Keys from the settings, else from `<home>/secrets`, made at first use."""
        return cls(keys.load_key(settings, keys.TOKEN), keys.load_key(settings, keys.VAULT))

    @classmethod
    def open(cls, connection: psycopg.Connection, settings: Settings) -> "Vault":
        """The same, once it is certain that the warehouse was loaded with these keys.

        Raises KeyMismatch.
        """
        is_new = keys.known_fingerprint(connection, keys.TOKEN) is None
        token_key = keys.check_key(connection, settings, keys.TOKEN)
        vault = cls(token_key, keys.check_key(connection, settings, keys.VAULT))
        if is_new:
            vault._try_on_one(connection)
        return vault

    def _try_on_one(self, connection: psycopg.Connection) -> None:
        """A warehouse of before keys were remembered shows by its vault whether they fit."""
        sample = connection.execute(
            "select kind, token, nonce, ciphertext from vault.secret limit 1"
        ).fetchone()
        if sample is None:
            return
        kind, token, nonce, ciphertext = sample
        try:
            fits = self.digest(kind, self.decrypt(token, nonce, ciphertext)) == token
        except InvalidTag:
            fits = False
        if not fits:
            raise keys.KeyMismatch("the keys do not fit what lies in the vault: put the right ones")

    def token(self, kind: str, clear: str) -> str:
        """The token of a clear value; kind is `citizen_id`, `name` or `phone`."""
        known = self._tokens.get((kind, clear))
        if known is None:
            known = self.digest(kind, clear)
            self._tokens[kind, clear] = known
            self._new[known] = (kind, clear)
        return known

    def token_not_kept(self, kind: str, clear: str) -> str:
        """The token of a clear value that is not to be kept (`zengshou household forget`)."""
        token = self.digest(kind, clear)
        self._unkept.add(token)
        return token

    def digest(self, kind: str, clear: str) -> str:
        """The token alone; nothing is kept."""
        mac = self._mac.copy()
        mac.update(f"{kind}:{clear}".encode())
        return mac.hexdigest()[:TOKEN_LENGTH]

    def store(self, connection: psycopg.Connection) -> None:
        """Write the clear values met since the last call, in the caller's transaction.

        One transaction at a time until it ends: feeds received at the same time hold the same
        people. In the order of the tokens, which is that of the index.
        """
        if self._new:
            connection.execute(ALONE)
        tokens = sorted(self._new)
        for start in range(0, len(tokens), SECRETS_AT_ONCE):
            some = tokens[start : start + SECRETS_AT_ONCE]
            known = {token for (token,) in connection.execute(KNOWN, [",".join(some)])}
            if unknown := [token for token in some if token not in known]:
                with connection.cursor().copy(STORE) as copy:
                    copy.write("".join(map(self._line, unknown)))
        if self._unkept:
            with connection.cursor() as cursor:
                cursor.executemany(
                    "insert into ops.forgotten_token (token) values (%s) on conflict do nothing",
                    [(token,) for token in sorted(self._unkept)],
                )
        self._new.clear()
        self._unkept.clear()

    def _line(self, token: str) -> str:
        """A row of the vault in COPY's text format."""
        kind, clear = self._new[token]
        nonce, ciphertext = self.encrypt(token, clear)
        return f"{token}\t{kind}\t\\\\x{nonce.hex()}\t\\\\x{ciphertext.hex()}\n"

    def encrypt(self, token: str, clear: str) -> tuple[bytes, bytes]:
        """Nonce and ciphertext, which only fit together with this token."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce, self._cipher.encrypt(nonce, clear.encode(), token.encode())

    def decrypt(self, token: str, nonce: bytes, ciphertext: bytes) -> str:
        """The clear value; cryptography's InvalidTag if the key or the row is not the right one."""
        return self._cipher.decrypt(nonce, ciphertext, token.encode()).decode()
