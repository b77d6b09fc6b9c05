"""The names under which received files are stored and shown.

A file name that holds an ID, mobile or account number is masked. It then ends in a digest of the
original name, so that two names stay two names, and the ledger knows a file again.
"""

import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from secrets import token_bytes

import psycopg

from ingestion.privacy import keys
from ingestion.privacy.screen import screen
from ingestion.settings import Settings

_DIGEST = 8
#: Instead of the token key where there is none yet: nothing was stored under any name. Whoever only
#: looks makes no key.
_OF_THIS_PROCESS = token_bytes(keys.KEY_BYTES)


@dataclass(frozen=True)
class StoredNames:
    """Makes stored names; the token key is read when the first name needs it."""

    settings: Settings
    #: The digest of the warehouse's token key, if it is known.
    known_key: str | None = None

    @classmethod
    def of_warehouse(cls, connection: psycopg.Connection, settings: Settings) -> "StoredNames":
        """Names for this warehouse; KeyMismatch when a name needs a key and it is another one."""
        return cls(settings, keys.known_fingerprint(connection, keys.TOKEN))

    def of(self, name: str) -> str:
        """The stored name; a name without such a number, or a stored name, stays as it is."""
        found = screen(name)
        if not found.secrets:
            return name
        shown = PurePosixPath(found.text)
        return f"{found.text.removesuffix(shown.suffix)}~{self._digest(name)}{shown.suffix}"

    def _digest(self, name: str) -> str:
        message = f"file name:{name}".encode()
        return hmac.digest(self._key, message, hashlib.sha256).hex()[:_DIGEST]

    @cached_property
    def _key(self) -> bytes:
        """The first of the token keys, which `keys rotate` keeps."""
        key = keys.fitting_key(self.settings, keys.TOKEN, self.known_key)
        return (key or _OF_THIS_PROCESS)[: keys.KEY_BYTES]
