"""The ledger lines of a feed's files: which are known, and new ones (`ops.receipt`).

Source: feeds.md, "Landing zone".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import psycopg

from ingestion.load.landing import LandedFile

KNOWN = """
select period, file_name, sha256, matches_manifest, received_at, size, modified_at
from ops.receipt where feed = %s order by load_id
"""
TOUCHED = """
update ops.receipt set size = %s, modified_at = %s
where feed = %s and period = %s and file_name = %s and sha256 = %s
"""
NO_LONGER_HELD = """
delete from ops.receipt
where feed = %s and period = %s and file_name = %s and not matches_manifest
"""
INSERT = """
insert into ops.receipt (
    feed, period, file_name, sha256, size, modified_at, received_at, matches_manifest, problem,
    problem_detail, part, unit, declared_period, has_rows
) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning load_id
"""


@dataclass(slots=True)
class Receipt:
    """A file's line in the ledger, besides what is known of the file itself.

    `part` is the table of the part found, where the feed has several kinds of file.
    """

    file: LandedFile
    problem: str | None = None
    detail: str | None = None
    part: str | None = None
    unit: str | None = None
    declared_period: str | None = None
    has_rows: bool = False


@dataclass
class Receipts:
    """The lines of a feed as they were when the run began, and those that it added."""

    feed: str
    #: Size, time and hash of files met before, so that they need not be read again.
    seen: dict[tuple[str, str, str], dict[tuple[int, float], str]] = field(default_factory=dict)
    _was_whole: dict[tuple[str, str, str], bool] = field(default_factory=dict)
    _originals: dict[tuple[str, str], list[tuple[datetime, str]]] = field(default_factory=dict)
    _held: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, connection: psycopg.Connection, feed: str) -> "Receipts":
        """All lines of the feed in the ledger."""
        found = cls(feed)
        for period, name, sha256, matches, received_at, size, mtime in connection.execute(
            KNOWN, [feed]
        ):
            found.seen.setdefault((feed, period, name), {})[size, mtime] = sha256
            found._remember(period, name, sha256, received_at, is_whole=matches)
        return found

    def _remember(
        self, period: str, name: str, sha256: str, received_at: datetime, *, is_whole: bool
    ) -> None:
        self._was_whole[period, name, sha256] = is_whole
        if is_whole:
            self._originals.setdefault((period, sha256), []).append((received_at, name))
        else:
            self._held.add((period, name))

    def is_new(self, file: LandedFile) -> bool:
        """True unless these bytes were taken under this name, or are held and still to be held.

        The manifest may announce the next version while the one already taken still lies there.
        """
        was_whole = self._was_whole.get((file.period, file.file_name, file.sha256))
        return was_whole is None or (file.matches_manifest and not was_whole)

    def is_touched(self, file: LandedFile) -> bool:
        """True if known bytes lie there with another modification time than when last seen."""
        seen = self.seen.get((file.feed, file.period, file.file_name), {})
        return not self.is_new(file) and seen.get((file.size, file.mtime)) != file.sha256

    def remember_touched(self, connection: psycopg.Connection, files: Iterable[LandedFile]) -> None:
        """Write down the times of touched files, so that they are not read again each time."""
        rows = [
            (one.size, one.mtime, one.feed, one.period, one.file_name, one.sha256)
            for one in files
            if self.is_touched(one)
        ]
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(TOUCHED, rows)

    def has_original(self, file: LandedFile) -> bool:
        """True if the same bytes came earlier in the same period (ties by name)."""
        earlier = self._originals.get((file.period, file.sha256), [])
        return any(one < (file.received_at, file.file_name) for one in earlier)

    def take(self, file: LandedFile) -> None:
        """From now on the file counts as received: it gets its line, or the run fails."""
        self._remember(
            file.period,
            file.file_name,
            file.sha256,
            file.received_at,
            is_whole=file.matches_manifest,
        )

    def write(self, connection: psycopg.Connection, receipts: Sequence[Receipt]) -> list[int]:
        """The lines into the ledger, in the caller's transaction; their load ids.

        A line that says the file is held goes, as it is no longer so.
        """
        names = [(one.file.period, one.file.file_name) for one in receipts]
        with connection.cursor() as cursor:
            if held := [(self.feed, *name) for name in names if name in self._held]:
                cursor.executemany(NO_LONGER_HELD, held)
            cursor.executemany(INSERT, map(_values, receipts), returning=True)
            load_ids = []
            for result in cursor.results():
                [(load_id,)] = result.fetchall()
                load_ids.append(load_id)
        return load_ids


def _values(receipt: Receipt) -> list[object]:
    file = receipt.file
    return [
        file.feed,
        file.period,
        file.file_name,
        file.sha256,
        file.size,
        file.mtime,
        file.received_at,
        file.matches_manifest,
        receipt.problem,
        receipt.detail,
        receipt.part,
        receipt.unit,
        receipt.declared_period,
        receipt.has_rows,
    ]
