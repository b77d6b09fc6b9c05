"""The names under which received files are stored and shown.

A file name that holds an ID, mobile or account number is masked. It then ends in a digest of the
original name, so that two names stay two names, and the ledger knows a file again.
"""

import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from ingestion.privacy import keys
from ingestion.privacy.screen import screen
from ingestion.settings import Settings

_DIGEST = 8


@dataclass(frozen=True)
class StoredNames:
    """Makes stored names; the token key is read when the first name needs it."""

    settings: Settings

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
        return keys.load_key(self.settings, keys.TOKEN)[: keys.KEY_BYTES]
