"""Scans the landing zone: which files arrived, when, and whether they are complete.

Path: `<landing>/<feed>/<period>/<file>`, on any file system that fsspec supports. No content of the
landing zone can stop a run: an entry that does not fit is skipped and reported. Names are masked
before anybody sees them (`privacy/stored_names.py`). Source: feeds.md, "Landing zone", F06.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs

from ingestion.contract import Contract
from ingestion.load.manifest import MANIFEST, Manifest, read_manifest
from ingestion.privacy.screen import screen
from ingestion.privacy.stored_names import StoredNames
from ingestion.settings import get_settings

__all__ = ["ChangedSinceScan", "LandedFile", "PassedOver", "Seen", "scan", "unknown_folders"]

#: Results of earlier scans: for each feed, period and file name, the sha256 of the bytes by their
#: size and modification time.
Seen = Mapping[tuple[str, str, str], Mapping[tuple[int, float], str]]

_PERIODS = {
    "month": re.compile(r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])"),
    "year": re.compile(r"[1-9][0-9]{3}"),
}
_UNFINISHED = (".tmp", ".part", ".filepart")
_HIDDEN = ("~$", ".")
_MODIFIED = ("mtime", "LastModified", "last_modified", "modified", "updated")
_PIECE = 1024 * 1024
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

    `file_name` is the stored name, `original_name` the sender's. `received_at` is the manifest's
    `sent_at`, otherwise the modification time (timezone-aware). `size` and `sha256` describe the
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
    original_name: str = field(repr=False)
    _path: str = field(repr=False)
    _files: AbstractFileSystem = field(repr=False, compare=False)

    def read(self) -> bytes:
        """The same bytes that were hashed; raises ChangedSinceScan if they have changed."""
        try:
            data: bytes = self._files.cat_file(self._path)
        except FileNotFoundError:
            raise ChangedSinceScan(f"{self.file_name} is no longer there") from None
        except OSError as error:  # its text quotes the path
            raise OSError(error.errno, f"cannot read {self.file_name}") from None
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ChangedSinceScan(f"{self.file_name} changed while it was being processed")
        return data

    def remove(self) -> None:
        """Delete the file if it still holds the same bytes; otherwise raise ChangedSinceScan."""
        self.read()
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
) -> list[LandedFile]:
    """All files of these feeds, ordered by feed, period, receipt time and file name.

    `through` (YYYY-MM) excludes later months, and years after the calendar year that follows it. A
    file of `seen` is not read again if its size and modification time are unchanged and the
    manifest does not contradict its sha256. `max_packed_mb` defaults to the setting. `report`
    receives the skipped entries; by default they are logged. `names` gives the files their stored
    names, by default with this process's settings. Raises FileNotFoundError if there is no such
    landing zone.
    """
    files, root = _open(landing_url)
    limit = (max_packed_mb or get_settings().max_packed_mb) * 1024 * 1024
    names = names or StoredNames(get_settings())
    scanner = _Scanner(files, seen or {}, limit, report or _log, names)
    found: list[LandedFile] = []
    listed = contracts.values() if isinstance(contracts, Mapping) else contracts
    for contract in listed:
        for path, period in scanner.periods(root, contract):
            if not _is_later(period, through):
                found.extend(scanner.files_in(path, contract.feed, period))
    return sorted(found, key=lambda f: (f.feed, f.period, f.received_at, f.file_name))


def unknown_folders(landing_url: str, feeds: Collection[str]) -> list[PassedOver]:
    """Entries of the landing zone itself that are not the folder of a feed, ordered by name."""
    files, root = _open(landing_url)
    names = sorted(_name(path) for path, _ in _entries(files, root))
    return [
        PassedOver.named(name, "not the folder of a feed")
        for name in names
        if name not in feeds and not name.startswith(_HIDDEN)
    ]


def _open(landing_url: str) -> tuple[AbstractFileSystem, str]:
    """The file system and the path of the landing zone; FileNotFoundError if it does not exist."""
    files, root = url_to_fs(landing_url)
    files.invalidate_cache()
    if not files.exists(root):
        raise FileNotFoundError(f"no landing zone at {landing_url}")
    return files, root


def _log(one: PassedOver) -> None:
    log.warning(one.reason, feed=one.feed, period=one.period, name=one.name)


def _is_later(period: str, through: str | None) -> bool:
    if through is None:
        return False
    return period > through if "-" in period else int(period) > int(through[:4]) + 1


def _entries(files: AbstractFileSystem, folder: str) -> list[tuple[str, dict[str, Any]]]:
    """The entries of a folder; none if it does not exist."""
    try:
        listed = files.ls(folder, detail=True)
    except FileNotFoundError:
        return []
    # Object stores also list the empty marker object of the folder itself.
    own = folder.strip("/")
    entries = [(str(info["name"]).rstrip("/"), info) for info in listed]
    return [(path, info) for path, info in entries if path.strip("/") != own]


def _name(path: str) -> str:
    """The name of a file or folder as readable text.

    Old clients write Chinese names in GBK. The file system cannot decode these bytes and returns
    them as surrogate escapes, which cannot be encoded as UTF-8.
    """
    name = path.rsplit("/", 1)[-1]
    try:
        name.encode()
    except UnicodeEncodeError:
        written = name.encode(errors="surrogateescape")
    else:
        return name
    try:
        return written.decode("gb18030")
    except UnicodeDecodeError:
        return written.decode(errors="backslashreplace")


@dataclass(frozen=True)
class _Scanner:
    files: AbstractFileSystem
    seen: Seen
    limit: int
    report: Report
    names: StoredNames

    def periods(self, root: str, contract: Contract) -> Iterator[tuple[str, str]]:
        """Path and name of the feed's period folders; other entries are reported."""
        for path, info in _entries(self.files, f"{root.rstrip('/')}/{contract.feed}"):
            name = _name(path)
            if info["type"] == "directory" and _PERIODS[contract.period].fullmatch(name):
                yield path, name
            elif not name.startswith(_HIDDEN):
                self.report(PassedOver.named(name, "not a period folder", contract.feed))

    def files_in(self, folder: str, feed: str, period: str) -> Iterator[LandedFile]:
        """The received files of one period; unfinished and hidden files are not received."""
        entries = _entries(self.files, folder)
        manifest = self._manifest(entries, feed, period)
        if manifest is None:
            return
        for path, info in entries:
            name = _name(path)
            if name == MANIFEST or name.startswith(_HIDDEN):
                continue
            if name.endswith(_UNFINISHED):
                self.report(PassedOver.named(name, "unfinished upload", feed, period))
                continue
            if info["type"] == "directory":
                self.report(PassedOver.named(name, "folder inside a period folder", feed, period))
                continue
            try:
                yield self._landed(path, info, manifest, (feed, period, name))
            except OSError as error:
                self.report(PassedOver.named(name, f"cannot read: {error}", feed, period))

    def _manifest(
        self, entries: list[tuple[str, dict[str, Any]]], feed: str, period: str
    ) -> Manifest | None:
        """The folder's manifest, empty if there is none; None if there is one that was not read.

        Without it, receipt times and incomplete files are unknown, so the folder's files wait.
        """
        found = next((entry for entry in entries if _name(entry[0]) == MANIFEST), None)
        if found is None:
            return Manifest()
        path, info = found
        if int(info.get("size") or 0) > MOST_MANIFEST:
            self.report(
                PassedOver(MANIFEST, f"too large to be read{UNREAD_MANIFEST}", feed, period)
            )
            return None
        try:
            data = self.files.cat_file(path)
        except OSError as error:
            reason = f"cannot read: {error}{UNREAD_MANIFEST}"
            self.report(PassedOver.named(MANIFEST, reason, feed, period))
            return None
        return read_manifest(data, log.bind(feed=feed, period=period))

    def _landed(
        self,
        path: str,
        info: dict[str, Any],
        manifest: Manifest,
        key: tuple[str, str, str],
    ) -> LandedFile:
        feed, period, name = key
        stored = self.names.of(name)
        modified = self._modified(path, info)
        size = int(info["size"])
        sha256 = self.seen.get((feed, period, stored), {}).get((size, modified.timestamp()))
        if sha256 is None or not manifest.allows(name, sha256):
            size, sha256 = self._hash(path, size)
        sent_at, matches = manifest.judge(name, sha256)
        return LandedFile(
            feed=feed,
            period=period,
            file_name=stored,
            sha256=sha256,
            size=size,
            received_at=sent_at or modified,
            matches_manifest=matches,
            mtime=modified.timestamp(),
            too_large=size > self.limit,
            original_name=name,
            _path=path,
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

    def _modified(self, path: str, info: dict[str, Any]) -> datetime:
        """Modification time; each kind of store has its own key and type for it."""
        value = next((info[key] for key in _MODIFIED if info.get(key) is not None), None)
        if value is None:
            value = self.files.modified(path)
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
