"""Lists folders of a landing zone, on any file system that fsspec supports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fsspec import AbstractFileSystem

from ingestion.load.moments import Stated

#: Keys of the modification time; each kind of store has its own.
_MODIFIED = ("mtime", "LastModified", "last_modified", "modified", "updated")
#: How deep folders are searched for files that nobody receives.
_DEEPEST = 4


@dataclass(frozen=True)
class Entry:
    """An entry of a folder: its path, its name as readable text and what the store says of it."""

    path: str
    name: str
    info: dict[str, Any]

    @property
    def is_folder(self) -> bool:
        """True for a folder."""
        return bool(self.info["type"] == "directory")

    @property
    def is_file(self) -> bool:
        """True for a regular file; a link, pipe, device or socket is none."""
        return bool(self.info["type"] == "file")

    @property
    def size(self) -> int:
        """Size in bytes as listed; 0 if the store does not say."""
        return int(self.info.get("size") or 0)

    def modified(self, files: AbstractFileSystem) -> tuple[float, Stated]:
        """Modification time in seconds since 1970, and as a receipt time.

        A file system can hold a time that no calendar has (year 10000).
        """
        value = next((self.info[key] for key in _MODIFIED if self.info.get(key) is not None), None)
        if value is None:
            value = files.modified(self.path)
        if isinstance(value, int | float):
            try:
                moment = datetime.fromtimestamp(value, UTC)
            except (ValueError, OverflowError, OSError):
                return float(value), Stated(f"{value:.0f}", None)
            return float(value), Stated(moment.isoformat(), moment)
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.timestamp(), Stated(moment.isoformat(), moment)


def entries(files: AbstractFileSystem, folder: str) -> list[Entry]:
    """The entries of a folder by name; none if it does not exist."""
    try:
        listed = files.ls(folder, detail=True)
    except FileNotFoundError:
        return []
    # Object stores also list the empty marker object of the folder itself.
    own = folder.strip("/")
    paths = [(str(info["name"]).rstrip("/"), info) for info in listed]
    found = [
        Entry(path, readable_name(path), info) for path, info in paths if path.strip("/") != own
    ]
    return sorted(found, key=lambda entry: entry.name)


def files_below(files: AbstractFileSystem, entry: Entry, depth: int = _DEEPEST) -> Iterator[str]:
    """The entry if it is no folder, else the paths of the files in it, from the entry's name on."""
    if not entry.is_folder or depth == 0:
        yield entry.name
        return
    for inner in entries(files, entry.path):
        for path in files_below(files, inner, depth - 1):
            yield f"{entry.name}/{path}"


def readable_name(path: str) -> str:
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
