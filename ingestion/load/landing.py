"""Scans the landing zone: which files arrived, when, and whether they are complete.

Path: `<landing>/<feed>/<period>/<file>`, on any file system that fsspec supports. No content of the
landing zone can stop a run: an entry that does not fit is skipped and reported. Names are masked
before anybody sees them (`privacy/stored_names.py`). Source: feeds.md, "Landing zone", F06.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from fsspec import AbstractFileSystem

from ingestion.contract import Contract
from ingestion.load.folder import Entry, entries, files_below
from ingestion.load.manifest import (
    MANIFEST,
    FolderManifest,
    Manifest,
    UnreadableManifest,
    read_manifest,
)
from ingestion.load.moments import Look, Stated
from ingestion.load.place import connected, is_of_one_file, open_place, without_password
from ingestion.privacy.screen import screen
from ingestion.privacy.stored_names import StoredNames
from ingestion.settings import get_settings

__all__ = ["ChangedSinceScan", "LandedFile", "PassedOver", "Seen", "scan", "unknown_folders"]

#: Results of earlier scans: for each feed, period and file name, the sha256 of the bytes by their
#: size and modification time.
Seen = Mapping[tuple[str, str, str], Mapping[tuple[int, float], str]]

_MONTH = re.compile(r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])")
_PERIODS = {
    "month": _MONTH,
    "quarter": _MONTH,
    "year": re.compile(r"[1-9][0-9]{3}"),
}
_UNFINISHED = (".tmp", ".part", ".filepart")
_HIDDEN = ("~$", ".")
_PIECE = 1024 * 1024
#: Files to try before they are sent lie here; they are no deliveries.
TRIAL_FOLDER = "试填"
#: A hundred bytes a line: more lines than a folder holds files.
MOST_MANIFEST = 16 * 1024 * 1024
UNREAD_MANIFEST = "; the files of this folder wait until it is replaced or removed"

log = structlog.get_logger(__name__)


class ChangedSinceScan(OSError):
    """The bytes are not those that were hashed: the next run loads the file."""


@dataclass(frozen=True)
class PassedOver:
    """An entry of the landing zone that is not received, with the reason; its texts are masked.

    Feed and period are set if known.
    """

    name: str
    reason: str
    feed: str | None = None
    period: str | None = None

    @classmethod
    def named(
        cls, name: str, reason: str, feed: str | None = None, period: str | None = None
    ) -> "PassedOver":
        """The entry of this name, which its sender wrote."""
        return cls(screen(name).text, screen(reason).text, feed, period)


Report = Callable[[PassedOver], None]


@dataclass(frozen=True)
class LandedFile:
    """A file in the landing zone.

    `file_name` is the stored name, `original_name` the sender's. `stated` is the manifest's
    `sent_at`, otherwise the modification time; `received_at` (timezone-aware) is that time if it
    is believed, otherwise that of this look, and `doubt` says so. `size` and `sha256` describe the
    bytes that were read. `too_large`: the file is over the packed limit, so it is hashed but not
    loaded. `mtime` is in seconds since 1970, for `seen` of the next scan.
    """

    feed: str
    period: str
    file_name: str
    sha256: str
    size: int
    received_at: datetime
    matches_manifest: bool
    mtime: float
    too_large: bool
    stated: Stated
    doubt: str | None
    original_name: str = field(repr=False)
    _path: str = field(repr=False)
    _files: AbstractFileSystem = field(repr=False, compare=False)

    def read(self) -> bytes:
        """The same bytes that were hashed; raises ChangedSinceScan if they have changed."""
        try:
            with connected(self._files, spares_one_file=True):
                data: bytes = self._files.cat_file(self._path)
        except FileNotFoundError:
            raise ChangedSinceScan(f"{self.file_name} is no longer there") from None
        except OSError as error:  # its text quotes the path
            if not is_of_one_file(error):
                raise
            raise OSError(error.errno, f"cannot read {self.file_name}") from None
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ChangedSinceScan(f"{self.file_name} changed while it was being processed")
        return data

    def remove(self) -> None:
        """Delete the file if it still holds the same bytes; otherwise raise ChangedSinceScan."""
        self.read()
        with connected(self._files, spares_one_file=True):
            self._files.rm_file(self._path)


def scan(
    landing_url: str,
    contracts: Mapping[str, Contract] | Collection[Contract],
    through: str | None = None,
    *,
    seen: Seen | None = None,
    max_packed_mb: int | None = None,
    report: Report | None = None,
    names: StoredNames | None = None,
    look: Look | None = None,
) -> list[LandedFile]:
    """All files of these feeds, ordered by feed, period, receipt time and file name.

    `through` (YYYY-MM) excludes later months, and years after the calendar year that follows it. A
    file of `seen` is not read again if its size and modification time are unchanged and the
    manifest does not contradict its sha256. `max_packed_mb` defaults to the setting. `report`
    receives the skipped entries; by default they are logged. `names` gives the files their stored
    names, by default with this process's settings. `look` settles their receipt times. Raises
    FileNotFoundError if there is no such landing zone, and ConnectionError if the store cannot be
    read whole: a scan never returns fewer files than there are.
    """
    files, root = _open(landing_url)
    limit = (max_packed_mb or get_settings().max_packed_mb) * 1024 * 1024
    names = names or StoredNames(get_settings())
    scanner = _Scanner(files, seen or {}, limit, report or _log, names, look or Look())
    found: list[LandedFile] = []
    listed = contracts.values() if isinstance(contracts, Mapping) else contracts
    with connected(files):
        for contract in listed:
            for path, period in scanner.periods(root, contract):
                if not _is_later(period, through):
                    found.extend(scanner.files_in(path, contract.feed, period))
    return sorted(found, key=lambda f: (f.feed, f.period, f.received_at, f.file_name))


def unknown_folders(landing_url: str, feeds: Collection[str]) -> list[PassedOver]:
    """The files of the landing zone that are not in the folder of a feed, ordered by path."""
    files, root = _open(landing_url)
    with connected(files):
        return [
            PassedOver.named(path, "not in the folder of a feed")
            for entry in entries(files, root)
            if entry.name not in (*feeds, TRIAL_FOLDER) and not entry.name.startswith(_HIDDEN)
            for path in files_below(files, entry)
        ]


def _open(landing_url: str) -> tuple[AbstractFileSystem, str]:
    """The file system and the path of the landing zone; FileNotFoundError if it does not exist."""
    files, root = open_place(landing_url)
    files.invalidate_cache()
    try:
        with connected(files):
            files.info(root)  # `exists` takes a broken connection for a missing folder
    except FileNotFoundError:
        raise FileNotFoundError(f"no landing zone at {without_password(landing_url)}") from None
    return files, root


def _log(one: PassedOver) -> None:
    log.warning(one.reason, feed=one.feed, period=one.period, name=one.name)


def _is_later(period: str, through: str | None) -> bool:
    if through is None:
        return False
    return period > through if "-" in period else int(period) > int(through[:4]) + 1


@dataclass(frozen=True)
class _Scanner:
    files: AbstractFileSystem
    seen: Seen
    limit: int
    report: Report
    names: StoredNames
    look: Look

    def periods(self, root: str, contract: Contract) -> Iterator[tuple[str, str]]:
        """Path and name of the feed's period folders; files in other places are reported."""
        for entry in entries(self.files, f"{root.rstrip('/')}/{contract.feed}"):
            if entry.is_folder and _PERIODS[contract.period].fullmatch(entry.name):
                yield entry.path, entry.name
            elif not entry.name.startswith(_HIDDEN):
                for path in files_below(self.files, entry):
                    self.report(PassedOver.named(path, "not in a period folder", contract.feed))

    def files_in(self, folder: str, feed: str, period: str) -> Iterator[LandedFile]:
        """The received files of one period; unfinished and hidden files are not received."""
        found = entries(self.files, folder)
        manifest = self._manifest(found, feed, period)
        if manifest is None:
            return
        regular = [entry for entry in found if self._is_received(entry, feed, period)]
        lines = manifest.of_folder(entry.name for entry in found)
        self._report_lines(lines, feed, period)
        for entry in regular:
            if lines.damaged and entry.name not in lines.of_file:
                reason = "waits: it has no line in the manifest, which has damaged lines"
                self.report(PassedOver.named(entry.name, reason, feed, period))
                continue
            try:
                yield self._landed(entry, lines, (feed, period, entry.name))
            except OSError as error:
                if not is_of_one_file(error):
                    raise
                self.report(PassedOver.named(entry.name, f"cannot read: {error}", feed, period))

    def _is_received(self, entry: Entry, feed: str, period: str) -> bool:
        """Whether the entry is a file to receive; others but hidden ones are reported."""
        if entry.name == MANIFEST or entry.name.startswith(_HIDDEN):
            return False
        reason = None
        if entry.is_folder:
            reason = "in a folder inside a period folder"
        elif entry.name.endswith(_UNFINISHED):
            reason = "unfinished upload"
        elif not entry.is_file:
            reason = "not a regular file"
        if reason:
            for path in files_below(self.files, entry):
                self.report(PassedOver.named(path, reason, feed, period))
        return reason is None

    def _manifest(self, found: list[Entry], feed: str, period: str) -> Manifest | None:
        """The folder's manifest, empty if there is none; None if there is one that was not read.

        Without it, receipt times and incomplete files are unknown, so the folder's files wait.
        """
        entry = next((entry for entry in found if entry.name == MANIFEST), None)
        if entry is None:
            return Manifest()
        if entry.size > MOST_MANIFEST:
            reason = "too large to be read"
        else:
            try:
                return read_manifest(self.files.cat_file(entry.path))
            except UnreadableManifest as error:
                reason = f"cannot be read: {error}"
            except OSError as error:
                if not is_of_one_file(error):
                    raise
                reason = f"cannot read: {error}"
        self.report(PassedOver.named(MANIFEST, reason + UNREAD_MANIFEST, feed, period))
        return None

    def _report_lines(self, manifest: FolderManifest, feed: str, period: str) -> None:
        """Report the manifest's lines that tell nothing about a file of the folder."""
        for line in manifest.without_file:
            reason = "in the manifest, but not in the folder"
            self.report(PassedOver.named(line.base_name, reason, feed, period))
        for number in manifest.damaged:
            reason = "damaged line of the manifest"
            self.report(PassedOver.named(f"{MANIFEST} line {number}", reason, feed, period))

    def _landed(
        self, entry: Entry, manifest: FolderManifest, key: tuple[str, str, str]
    ) -> LandedFile:
        feed, period, name = key
        stored = self.names.of(name)
        mtime, stated = entry.modified(self.files)
        size = entry.size
        sha256 = self.seen.get((feed, period, stored), {}).get((size, mtime))
        if sha256 is None or not manifest.allows(name, sha256):
            size, sha256 = self._hash(entry.path, size)
        sent, matches = manifest.judge(name, sha256)
        stated = sent or stated
        settled = self.look.settle(stated, period)
        return LandedFile(
            feed=feed,
            period=period,
            file_name=stored,
            sha256=sha256,
            size=size,
            received_at=settled.at,
            matches_manifest=matches,
            mtime=mtime,
            too_large=size > self.limit,
            stated=stated,
            doubt=settled.doubt,
            original_name=name,
            _path=entry.path,
            _files=self.files,
        )

    def _hash(self, path: str, listed_size: int) -> tuple[int, str]:
        """Size and sha256 of the bytes read; the size in the listing is not trusted."""
        if listed_size <= self.limit:
            data: bytes = self.files.cat_file(path)
            return len(data), hashlib.sha256(data).hexdigest()
        size, digest = 0, hashlib.sha256()
        with self.files.open(path, "rb") as stream:
            while piece := stream.read(_PIECE):
                size += len(piece)
                digest.update(piece)
        return size, digest.hexdigest()
