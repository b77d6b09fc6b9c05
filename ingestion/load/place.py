"""Opens a folder or URL: a local folder that exists is one, whatever its name looks like."""

from pathlib import Path

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem


def open_place(place: str) -> tuple[AbstractFileSystem, str]:
    """The file system and the path in it of a folder, or of an URL that fsspec can open.

    A path such as `a::b` looks like a chained URL, but it may be a folder.
    """
    if "://" not in place:
        return LocalFileSystem(), str(Path(place).absolute())
    files, path = url_to_fs(place)
    return files, path
