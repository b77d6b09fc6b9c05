"""The ledger lines of a feed's files (`ops.receipt`): known lines and new ones.

A receipt is one line: the name, the bytes and the stated time. Source: feeds.md, "Landing zone" and
"Doubtful input" (Times).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import psycopg

from ingestion.load.landing import LandedFile
from ingestion.load.moments import Look, Stated
from ingestion.privacy.stored_names import StoredNames

KNOWN = """
select
    period, file_name, sha256, matches_manifest, received_at, stated_time, size, modified_at
from ops.receipt where feed = %s and trial is null order by load_id
"""
DAYS_EARLY = """
select value::integer from reference.policy_parameters
where code = 'arrival_days_early' and valid_from <= current_date
    and (valid_to is null or valid_to >= current_date)
order by valid_from desc limit 1
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
    feed, period, file_name, sha256, size, modified_at, received_at, stated_time, time_doubt,
    matches_manifest, problem, problem_detail, part, unit, declared_period, has_rows
) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) returning load_id
"""


def look_of(connection: psycopg.Connection, income_year_start_month: int) -> Look:
    """A look at the landing zone now, with the policy parameter in force."""
    found = connection.execute(DAYS_EARLY).fetchone()
    days_early = found[0] if found else None
    return Look(days_early=days_early, income_year_start_month=income_year_start_month)


@dataclass(slots=True)
class Receipt:
    """The ledger line of a file, in addition to the data of the file itself.

    `part` is the kind of the file, if the feed has several (`Contract.kinds`).
    """

    file: LandedFile
    problem: str | None = None
    detail: str | None = None
    part: str | None = None
    unit: str | None = None
    declared_period: str | None = None
    has_rows: bool = False


@dataclass
class _Known:
    """What the ledger has under a name: held bytes, received bytes with their times, the last."""

    held: set[str] = field(default_factory=set)
    times: dict[str, set[str]] = field(default_factory=dict)
    last: str | None = None


@dataclass
class Receipts:
    """The ledger lines of a feed: those at the start of the run, and those that the run adds."""

    feed: str
    #: Size, modification time and hash of known files, so that they are not read again.
    seen: dict[tuple[str, str, str], dict[tuple[int, float], str]] = field(default_factory=dict)
    _known: dict[tuple[str, str], _Known] = field(default_factory=dict)
    #: Names in the ledger of files that were received before names were masked.
    _unmasked: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: psycopg.Connection, feed: str, names: StoredNames) -> "Receipts":
        """All lines of the feed in the ledger."""
        found = cls(feed)
        for row in connection.execute(KNOWN, [feed]):
            period, written, sha256, is_whole, received_at, stated, size, mtime = row
            name = names.of(written)
            if name != written:
                found._unmasked[period, name] = written
            found.seen.setdefault((feed, period, name), {})[size, mtime] = sha256
            time = stated or _written(received_at)
            found._remember((period, name), sha256, time, is_whole=is_whole)
        return found

    def _remember(self, place: tuple[str, str], sha256: str, time: str, *, is_whole: bool) -> None:
        known = self._known.setdefault(place, _Known())
        if is_whole:
            known.times.setdefault(sha256, set()).add(time)
            known.last = sha256
        else:
            known.held.add(sha256)

    def is_new(self, file: LandedFile) -> bool:
        """True if this is a receipt that the ledger does not have.

        The same bytes under the same name are one if they were sent at another time, or came back
        after other bytes stood under the name; a new modification time alone is none. Bytes that
        differ from the manifest (F06) are held once.
        """
        known = self._known.get((file.period, file.file_name), _Known())
        times = known.times.get(file.sha256)
        if not file.matches_manifest:
            # The manifest may announce the next version while the received one is still there.
            return times is None and file.sha256 not in known.held
        if times is None:
            return True
        if stated_time(file.stated) in times:
            return False
        return file.stated.is_sent or known.last != file.sha256

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

    def take(self, file: LandedFile) -> None:
        """Count the file as received from now on: either its line is written, or the run fails."""
        self._remember(
            (file.period, file.file_name),
            file.sha256,
            stated_time(file.stated),
            is_whole=file.matches_manifest,
        )

    def write(self, connection: psycopg.Connection, receipts: Sequence[Receipt]) -> list[int]:
        """Write the lines to the ledger in the caller's transaction; returns their load ids.

        Deletes the line of a file that was held and is no longer held.
        """
        held = [
            (self.feed, *self._line_of(one.file)) for one in receipts if self._is_held(one.file)
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

    def _is_held(self, file: LandedFile) -> bool:
        known = self._known.get((file.period, file.file_name))
        return known is not None and bool(known.held)


def stated_time(stated: Stated) -> str:
    """The stated time in one form: an instant in UTC, or the text that nobody can read."""
    return _written(stated.moment) if stated.moment else stated.text


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


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
        stated_time(file.stated) if file.doubt else None,
        file.doubt,
        file.matches_manifest,
        receipt.problem,
        receipt.detail,
        receipt.part,
        receipt.unit,
        receipt.declared_period,
        receipt.has_rows,
    ]
