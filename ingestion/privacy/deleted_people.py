"""People whose clear values were deleted on request and are not to be kept again.

The list holds digests under a key of its own, which a change of the token key leaves alone.
"""

import hashlib
import hmac

import psycopg

from ingestion.privacy import keys
from ingestion.settings import Settings

CITIZEN_ID, HOUSEHOLD_ID = "citizen_id", "household_id"
#: What stands in `raw` in the place of a deleted name, and of text typed freely.
NAME_SHOWN, TEXT_SHOWN = "*", "已删除"


class DeletedPeople:
    """The list as a load asks it."""

    def __init__(self, key: bytes, digests: frozenset[str]) -> None:
        self._key = key
        self._digests = digests

    @classmethod
    def open(cls, connection: psycopg.Connection, settings: Settings) -> "DeletedPeople":
        """The list of this warehouse; KeyMismatch if it has entries and its key is not there."""
        found = connection.execute("select digest from ops.forgotten").fetchall()
        if not found:
            return cls(b"", frozenset())
        key = keys.check_key(connection, settings, keys.FORGET)
        return cls(key, frozenset(digest for (digest,) in found))

    def __bool__(self) -> bool:
        return bool(self._digests)

    def has(self, kind: str, value: str) -> bool:
        """Whether this ID or household number is on the list."""
        return bool(self._digests) and digest(self._key, kind, value) in self._digests


def digest(key: bytes, kind: str, value: str) -> str:
    """How an ID or household number stands in the list."""
    return hmac.digest(key, f"{kind}:{value}".encode(), hashlib.sha256).hex()
