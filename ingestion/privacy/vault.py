"""The encrypted clear values behind the tokens, in `vault.secret` alone (AES-256-GCM).

Source: domain.md, "Personal data".
"""

import os

import psycopg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ingestion.privacy import keys
from ingestion.privacy.tokens import Secrets, Tokens
from ingestion.settings import Settings

NONCE_BYTES = 12

#: A roster brings a hundred thousand of them: a statement for each took half of the load.
SECRETS_AT_ONCE = 10_000
ALONE = "select pg_advisory_xact_lock(hashtext('vault'))"
KNOWN = "select token from vault.secret where token = any(string_to_array(%s, ','))"
STORE = "copy vault.secret (token, kind, nonce, ciphertext) from stdin"


class Vault:
    """Keeps clear values encrypted and reads them back."""

    def __init__(self, token_key: bytes, vault_key: bytes) -> None:
        self.tokens = Tokens(token_key)
        self._cipher = AESGCM(vault_key)

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
            fits = self.tokens.of(kind, self.decrypt(token, nonce, ciphertext)) == token
        except InvalidTag:
            fits = False
        if not fits:
            raise keys.KeyMismatch("the keys do not fit what lies in the vault: put the right ones")

    def store(self, connection: psycopg.Connection, secrets: Secrets) -> None:
        """Write the clear values that the vault does not hold, in the caller's transaction.

        One transaction at a time until it ends: feeds received at the same time hold the same
        people. In the order of the tokens, which is that of the index.
        """
        if secrets:
            connection.execute(ALONE)
        tokens = sorted(secrets)
        for start in range(0, len(tokens), SECRETS_AT_ONCE):
            some = tokens[start : start + SECRETS_AT_ONCE]
            known = {token for (token,) in connection.execute(KNOWN, [",".join(some)])}
            if unknown := [token for token in some if token not in known]:
                with connection.cursor().copy(STORE) as copy:
                    copy.write("".join(self._line(token, *secrets[token]) for token in unknown))

    def _line(self, token: str, kind: str, clear: str) -> str:
        """A row of the vault in COPY's text format."""
        nonce, ciphertext = self.encrypt(token, clear)
        return f"{token}\t{kind}\t\\\\x{nonce.hex()}\t\\\\x{ciphertext.hex()}\n"

    def encrypt(self, token: str, clear: str) -> tuple[bytes, bytes]:
        """Nonce and ciphertext, which only fit together with this token."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce, self._cipher.encrypt(nonce, clear.encode(), token.encode())

    def decrypt(self, token: str, nonce: bytes, ciphertext: bytes) -> str:
        """The clear value; cryptography's InvalidTag if the key or the row is not the right one."""
        return self._cipher.decrypt(nonce, ciphertext, token.encode()).decode()
