"""The landing zone: which files have arrived, when, and whether they arrived whole.

`<landing>/<feed>/<period>/<file>` on anything fsspec can open. Nothing in it can stop a run: what
does not fit is passed over and reported.
Source: feeds.md, "Landing zone", F06.
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
from ingestion.settings import get_settings

__all__ = ["ChangedSinceScan", "LandedFile", "PassedOver", "Seen", "scan", "unknown_folders"]

#: What earlier scans found: by feed, period and file name, the sha256 of the bytes by their size
#: and modification time.
Seen = Mapping[tuple[str, str, str], Mapping[tuple[int, float], str]]

_PERIODS = {
    "month": re.compile(r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])"),
    "year": re.compile(r"[1-9][0-9]{3}"),
}
_UNFINISHED = (".tmp", ".part", ".filepart")
_HIDDEN = ("~$", ".")
_MODIFIED = ("mtime", "LastModified", "last_modified", "modified", "updated")
_PIECE = 1024 * 1024

log = structlog.get_logger(__name__)


class ChangedSinceScan(OSError):
    """The file's bytes are no longer those that were hashed: leave it to the next run."""


@dataclass(frozen=True)
class PassedOver:
    """Something in the landing zone that is not received, and why. Feed and period where known."""

    name: str
    reason: str
    feed: str | None = None
    period: str | None = None


Report = Callable[[PassedOver], None]


@dataclass(frozen=True)
class LandedFile:
    """A file in the landing zone.

    `received_at` is the manifest's `sent_at`, else the modification time (aware). `size` and
    `sha256` are of the bytes that were read. `too_large`: over the packed limit, was hashed
    but is not to be loaded. `mtime` is in seconds since 1970, for the next scan's `seen`.
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
    _path: str = field(repr=False)
    _files: AbstractFileSystem = field(repr=False, compare=False)

    def read(self) -> bytes:
        """The very bytes that were hashed; ChangedSinceScan if they are no longer there."""
        try:
            data: bytes = self._files.cat_file(self._path)
        except FileNotFoundError:
            raise ChangedSinceScan(f"{self.file_name} is no longer there") from None
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ChangedSinceScan(f"{self.file_name} changed while it was being processed")
        return data

    def remove(self) -> None:
        """Delete the file if it still holds those bytes; ChangedSinceScan if not."""
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
) -> list[LandedFile]:
    """All files of these feeds, in the order feed, period, receipt time, file name.

    `through` (YYYY-MM) leaves out later months, and years after the calendar year that
    follows it. A file of `seen` whose size and modification time are unchanged, and whose
    sha256 the manifest does not contradict, is not read again. `max_packed_mb` defaults to
    the setting. `report` is told what is passed over; by default it is logged.
    FileNotFoundError if there is no such landing zone.
    """
    files, root = _open(landing_url)
    limit = (max_packed_mb or get_settings().max_packed_mb) * 1024 * 1024
    scanner = _Scanner(files, seen or {}, limit, report or _log)
    found: list[LandedFile] = []
    listed = contracts.values() if isinstance(contracts, Mapping) else contracts
    for contract in listed:
        for path, period in scanner.periods(root, contract):
            if not _is_later(period, through):
                found.extend(scanner.files_in(path, contract.feed, period))
    return sorted(found, key=lambda f: (f.feed, f.period, f.received_at, f.file_name))


def unknown_folders(landing_url: str, feeds: Collection[str]) -> list[PassedOver]:
    """What lies in the landing zone itself and is the folder of no feed, in order of name."""
    files, root = _open(landing_url)
    names = sorted(_name(path) for path, _ in _entries(files, root))
    return [
        PassedOver(name, "not the folder of a feed")
        for name in names
        if name not in feeds and not name.startswith(_HIDDEN)
    ]


def _open(landing_url: str) -> tuple[AbstractFileSystem, str]:
    """The store and the landing zone's path in it; FileNotFoundError if it is not there."""
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
    """What is in a folder; nothing if it does not exist."""
    try:
        listed = files.ls(folder, detail=True)
    except FileNotFoundError:
        return []
    # Object stores list the folder's own empty marker among its files.
    own = folder.strip("/")
    entries = [(str(info["name"]).rstrip("/"), info) for info in listed]
    return [(path, info) for path, info in entries if path.strip("/") != own]


def _name(path: str) -> str:
    """The file's or folder's name, as people read it.

    An old client writes a Chinese name in GBK: its bytes are no text to the file system, which
    hands them on in a form that can be written nowhere else.
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

    def periods(self, root: str, contract: Contract) -> Iterator[tuple[str, str]]:
        """Path and name of the feed's period folders; anything else there is reported."""
        for path, info in _entries(self.files, f"{root.rstrip('/')}/{contract.feed}"):
            name = _name(path)
            if info["type"] == "directory" and _PERIODS[contract.period].fullmatch(name):
                yield path, name
            elif not name.startswith(_HIDDEN):
                self.report(PassedOver(name, "not a period folder", contract.feed))

    def files_in(self, folder: str, feed: str, period: str) -> Iterator[LandedFile]:
        """The received files of one period; unfinished and hidden ones are not received."""
        entries = _entries(self.files, folder)
        manifest = self._manifest(entries, feed, period)
        for path, info in entries:
            name = _name(path)
            if name == MANIFEST or name.startswith(_HIDDEN):
                continue
            if name.endswith(_UNFINISHED):
                self.report(PassedOver(name, "unfinished upload", feed, period))
                continue
            if info["type"] == "directory":
                self.report(PassedOver(name, "folder inside a period folder", feed, period))
                continue
            try:
                yield self._landed(path, info, manifest, (feed, period, name))
            except OSError as error:
                self.report(PassedOver(name, f"cannot read: {error}", feed, period))

    def _manifest(
        self, entries: list[tuple[str, dict[str, Any]]], feed: str, period: str
    ) -> Manifest:
        path = next((path for path, _ in entries if _name(path) == MANIFEST), None)
        if path is None:
            return Manifest()
        where = log.bind(feed=feed, period=period)
        try:
            return read_manifest(self.files.cat_file(path), where)
        except OSError as error:
            where.warning("cannot read the manifest", error=str(error))
            return Manifest()

    def _landed(
        self,
        path: str,
        info: dict[str, Any],
        manifest: Manifest,
        key: tuple[str, str, str],
    ) -> LandedFile:
        feed, period, name = key
        modified = self._modified(path, info)
        size = int(info["size"])
        sha256 = self.seen.get(key, {}).get((size, modified.timestamp()))
        if sha256 is None or not manifest.allows(name, sha256):
            size, sha256 = self._hash(path, size)
        sent_at, matches = manifest.judge(name, sha256)
        return LandedFile(
            feed=feed,
            period=period,
            file_name=name,
            sha256=sha256,
            size=size,
            received_at=sent_at or modified,
            matches_manifest=matches,
            mtime=modified.timestamp(),
            too_large=size > self.limit,
            _path=path,
            _files=self.files,
        )

    def _hash(self, path: str, listed_size: int) -> tuple[int, str]:
        """Size and sha256 of the bytes as read, whatever size the listing gave."""
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
        """Modification time, which each kind of store gives under a name and form of its own."""
        value = next((info[key] for key in _MODIFIED if info.get(key) is not None), None)
        if value is None:
            value = self.files.modified(path)
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
