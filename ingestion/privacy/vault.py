"""The encrypted clear values of tokens (AES-256-GCM), stored only in `vault.secret`.

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

#: Secrets per statement. A roster has a hundred thousand: one statement for each would take half
#: the load.
SECRETS_AT_ONCE = 10_000
ALONE = "select pg_advisory_xact_lock(hashtext('vault'))"
KNOWN = "select token from vault.secret where token = any(string_to_array(%s, ','))"
STORE = "copy vault.secret (token, kind, nonce, ciphertext) from stdin"


class Vault:
    """Stores clear values encrypted and reads them back."""

    def __init__(self, token_key: bytes, vault_key: bytes) -> None:
        self.tokens = Tokens(token_key)
        self._cipher = AESGCM(vault_key)

    @classmethod
    def from_settings(cls, settings: Settings) -> "Vault":
        """Keys from the settings, otherwise from `<home>/secrets`; created at first use."""
        return cls(keys.load_key(settings, keys.TOKEN), keys.load_key(settings, keys.VAULT))

    @classmethod
    def open(cls, connection: psycopg.Connection, settings: Settings) -> "Vault":
        """The same, after checking that the warehouse was loaded with these keys.

        Raises KeyMismatch.
        """
        is_new = keys.known_fingerprint(connection, keys.TOKEN) is None
        token_key = keys.check_key(connection, settings, keys.TOKEN)
        vault = cls(token_key, keys.check_key(connection, settings, keys.VAULT))
        if is_new:
            vault._try_on_one(connection)
        return vault

    def _try_on_one(self, connection: psycopg.Connection) -> None:
        """Check the keys on one secret, for a warehouse whose key digests are not stored yet."""
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
            raise keys.KeyMismatch("the keys do not decrypt the vault: put the right ones")

    def store(self, connection: psycopg.Connection, secrets: Secrets) -> None:
        """Write the clear values that the vault does not hold, in the caller's transaction.

        Only one transaction at a time writes, because feeds received at the same time contain the
        same people. Rows are written in token order, which is the index order.
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
        """Nonce and ciphertext, which are bound to this token."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce, self._cipher.encrypt(nonce, clear.encode(), token.encode())

    def decrypt(self, token: str, nonce: bytes, ciphertext: bytes) -> str:
        """The clear value; raises cryptography's InvalidTag if the key or the row is wrong."""
        return self._cipher.decrypt(nonce, ciphertext, token.encode()).decode()
