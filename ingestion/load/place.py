"""Opens a folder or URL: a local folder that exists is one, whatever its name looks like."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from ingestion.load.sftp import CheckedSftp, open_sftp

__all__ = ["connected", "is_of_one_file", "open_place", "without_password"]

#: Errors of one file; any other error, such as a broken connection, concerns the whole store.
_OF_ONE_FILE = (errno.EACCES, errno.EPERM, errno.ENOENT, errno.EIO, errno.ENAMETOOLONG)
#: Libraries that read a store and have errors of their own.
_CLIENTS = ("aiobotocore", "aiohttp", "botocore", "fsspec", "paramiko", "s3fs")
_SFTP = ("sftp://", "ssh://")
_S3 = ("s3://", "s3a://")
#: s3fs tries five times: each try of its client has to end, too.
S3_SECONDS = {"connect_timeout": 10, "read_timeout": 30}
_PASSWORD = re.compile(r"(?<=://)([^/:@]*):.*@")


def open_place(place: str) -> tuple[AbstractFileSystem, str]:
    """The file system and the path in it of a folder, or of an URL that fsspec can open.

    A path such as `a::b` looks like a chained URL, but it may be a folder. Raises ConnectionError
    if a store cannot be reached, and ServerRefused if an SFTP server is not the known one.
    """
    if "://" not in place:
        return LocalFileSystem(), str(Path(place).absolute())
    with connected():
        if place.startswith(_SFTP):
            return open_sftp(place)
        if place.startswith(_S3):
            once = {"retries": {"total_max_attempts": 1}}
            files, path = url_to_fs(place, config_kwargs=S3_SECONDS | once)
        else:
            files, path = url_to_fs(place)
        return files, path


def is_of_one_file(error: OSError) -> bool:
    """True for an error that concerns one file and not the connection to the store."""
    return error.errno in _OF_ONE_FILE


@contextmanager
def connected(
    files: AbstractFileSystem | None = None, *, spares_one_file: bool = False
) -> Iterator[None]:
    """Turn errors of a store's client into ConnectionError, after which a task is tried again.

    The connection of `files` is then ended, because nobody knows what is still on its way. A
    missing file stays FileNotFoundError; `spares_one_file`: so does each error of one file.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:
        client = type(error).__module__.partition(".")[0]
        if not isinstance(error, OSError | EOFError) and client not in _CLIENTS:
            raise
        if spares_one_file and isinstance(error, OSError) and is_of_one_file(error):
            raise
        if isinstance(files, CheckedSftp):
            files.close()
        kind = type(error).__name__
        raise ConnectionError(f"the store cannot be reached or read whole: {kind}") from error


def without_password(place: str) -> str:
    """A folder or URL as it may be shown: without the password."""
    return _PASSWORD.sub(r"\1:***@", place)
