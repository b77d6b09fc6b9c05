"""The ledger lines of a feed's files (`ops.receipt`): known lines and new ones.

Source: feeds.md, "Landing zone".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import psycopg

from ingestion.load.landing import LandedFile
from ingestion.privacy.stored_names import StoredNames

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
    """The ledger line of a file, in addition to the data of the file itself.

    `part` is the table of the part found, if the feed has several kinds of file.
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
    """The ledger lines of a feed: those at the start of the run, and those that the run adds."""

    feed: str
    #: Size, modification time and hash of known files, so that they are not read again.
    seen: dict[tuple[str, str, str], dict[tuple[int, float], str]] = field(default_factory=dict)
    _was_whole: dict[tuple[str, str, str], bool] = field(default_factory=dict)
    _originals: dict[tuple[str, str], list[tuple[datetime, str]]] = field(default_factory=dict)
    _held: set[tuple[str, str]] = field(default_factory=set)
    #: Names in the ledger of files that were received before names were masked.
    _unmasked: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: psycopg.Connection, feed: str, names: StoredNames) -> "Receipts":
        """All lines of the feed in the ledger."""
        found = cls(feed)
        for period, written, sha256, matches, received_at, size, mtime in connection.execute(
            KNOWN, [feed]
        ):
            name = names.of(written)
            if name != written:
                found._unmasked[period, name] = written
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
        """True if these bytes must be received under this name.

        They are known if they were received before, or if they are held (F06) and the manifest
        still disagrees. The manifest may announce the next version while the landing zone still
        holds the received version.
        """
        was_whole = self._was_whole.get((file.period, file.file_name, file.sha256))
        return was_whole is None or (file.matches_manifest and not was_whole)

    def is_touched(self, file: LandedFile) -> bool:
        """True if known bytes have a new modification time."""
        seen = self.seen.get((file.feed, file.period, file.file_name), {})
        return not self.is_new(file) and seen.get((file.size, file.mtime)) != file.sha256

    def remember_touched(self, connection: psycopg.Connection, files: Iterable[LandedFile]) -> None:
        """Record the new times of touched files, so that the next runs do not read them."""
        rows = [
            (one.size, one.mtime, one.feed, *self._line_of(one), one.sha256)
            for one in files
            if self.is_touched(one)
        ]
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(TOUCHED, rows)

    def _line_of(self, file: LandedFile) -> tuple[str, str]:
        """Period and file name as the ledger has them."""
        place = file.period, file.file_name
        return file.period, self._unmasked.get(place, file.file_name)

    def has_original(self, file: LandedFile) -> bool:
        """True if the same bytes came earlier in the same period (ties: by name)."""
        earlier = self._originals.get((file.period, file.sha256), [])
        return any(one < (file.received_at, file.file_name) for one in earlier)

    def take(self, file: LandedFile) -> None:
        """Count the file as received from now on: either its line is written, or the run fails."""
        self._remember(
            file.period,
            file.file_name,
            file.sha256,
            file.received_at,
            is_whole=file.matches_manifest,
        )

    def write(self, connection: psycopg.Connection, receipts: Sequence[Receipt]) -> list[int]:
        """Write the lines to the ledger in the caller's transaction; returns their load ids.

        Deletes the line of a file that was held and is no longer held.
        """
        held = [
            (self.feed, *self._line_of(one.file))
            for one in receipts
            if (one.file.period, one.file.file_name) in self._held
        ]
        with connection.cursor() as cursor:
            if held:
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
