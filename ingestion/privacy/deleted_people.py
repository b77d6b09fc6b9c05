"""People whose clear values were deleted on request and must not be stored again.

The list holds digests with a key of its own; rotating the token key does not change it.
"""

import hashlib
import hmac

import psycopg

from ingestion.privacy import keys
from ingestion.settings import Settings

CITIZEN_ID, HOUSEHOLD_ID = "citizen_id", "household_id"
#: Replacements in `raw` for a deleted name and for free text.
NAME_SHOWN, TEXT_SHOWN = "*", "已删除"


class DeletedPeople:
    """The list of deleted people, for lookups during a load."""

    def __init__(self, key: bytes, digests: frozenset[str]) -> None:
        self._key = key
        self._digests = digests

    @classmethod
    def open(cls, connection: psycopg.Connection, settings: Settings) -> "DeletedPeople":
        """The list of this warehouse.

        Raises KeyMismatch if the list has entries and its key is missing.
        """
        found = connection.execute("select digest from ops.forgotten").fetchall()
        if not found:
            return cls(b"", frozenset())
        key = keys.check_key(connection, settings, keys.FORGET)
        return cls(key, frozenset(digest for (digest,) in found))

    def __bool__(self) -> bool:
        return bool(self._digests)

    def has(self, kind: str, value: str) -> bool:
        """True if this ID or household number is on the list."""
        return bool(self._digests) and digest(self._key, kind, value) in self._digests


def digest(key: bytes, kind: str, value: str) -> str:
    """The digest by which the list stores an ID or household number."""
    return hmac.digest(key, f"{kind}:{value}".encode(), hashlib.sha256).hex()
