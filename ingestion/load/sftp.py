"""Connections to SFTP servers: only to known servers, never without a time limit.

The key of a server must be in known_hosts. A process keeps one connection per URL and opens it
anew if the server no longer answers.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import unquote, urlsplit

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem
from fsspec.utils import infer_storage_options

from ingestion.errors import ZengshouError
from ingestion.settings import get_settings

#: Seconds until a connection must stand, and seconds to wait for an answer of the server.
CONNECT_SECONDS = 30
ANSWER_SECONDS = 60
#: Firewalls forget a connection on which nothing happens for some minutes.
KEEP_ALIVE_SECONDS = 30

_open: dict[tuple[int, str], "CheckedSftp"] = {}


class ServerRefused(ZengshouError):
    """The server is not known or not the known one, or refuses the login; no try mends this."""


class CheckedSftp(SFTPFileSystem):  # type: ignore[misc]  # fsspec has no types
    """An SFTP server whose key is checked and which has to answer in time."""

    cachable = False  # fsspec would keep a dead connection until the process ends

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        self.client.set_missing_host_key_policy(_Refuse())
        try:
            with _time_limit(self.client):
                self.client.load_host_keys(str(known_hosts()))
                self.client.connect(self.host, **self.ssh_kwargs)
                self.client.get_transport().set_keepalive(KEEP_ALIVE_SECONDS)
                self.ftp = self.client.open_sftp()
                self.ftp.get_channel().settimeout(ANSWER_SECONDS)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the connection; the next `open_sftp` opens a new one."""
        self.client.close()

    def answers(self) -> bool:
        """Whether the server still answers on this connection."""
        try:
            self.ftp.stat(".")
        except (OSError, EOFError, paramiko.SSHException):
            self.close()
            return False
        return True

    def ls(self, path: str, detail: bool = False, **_: Any) -> list[Any]:
        """The entries of a folder. Raises an error if the connection breaks meanwhile.

        `listdir_iter`, which fsspec takes, ends a listing where the connection ends.
        """
        folder = self._strip_protocol(path)
        found = [self._decode_stat(stat, folder) for stat in self.ftp.listdir_attr(folder)]
        return found if detail else sorted(entry["name"] for entry in found)


class _Refuse(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]  # paramiko has none
    def missing_host_key(self, _: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        raise ServerRefused(
            f"the SFTP server {hostname} is not in {known_hosts()}: ask its administrator whether "
            f"its key is {key.fingerprint}, then add the line of ssh-keyscan"
        )


def known_hosts() -> Path:
    """The file with the keys of known servers."""
    return get_settings().known_hosts or Path("~/.ssh/known_hosts").expanduser()


def open_sftp(url: str) -> tuple[CheckedSftp, str]:
    """The connection to the server of a URL, and the path there.

    User and password are percent-encoded in the URL. Without a password, that of the settings is
    taken, without both the keys of this account. Raises ServerRefused; other errors may pass.
    """
    key = (os.getpid(), urlsplit(url).netloc)
    files = _open.pop(key, None)
    if files is None or not files.answers():
        files = _connected(url)
    _open[key] = files
    return files, infer_storage_options(url)["path"]


def _connected(url: str) -> CheckedSftp:
    try:
        place = urlsplit(url)
        host, port = place.hostname or "", place.port or paramiko.config.SSH_PORT
    except ValueError:  # its text quotes a part of the password
        raise ServerRefused(
            "the SFTP address cannot be read: write user and password percent-encoded"
        ) from None
    password = unquote(place.password) if place.password else _password_of_settings()
    try:
        return CheckedSftp(
            host,
            port=port,
            username=unquote(place.username) if place.username else None,
            password=password,
            look_for_keys=password is None,
            allow_agent=password is None,
            timeout=CONNECT_SECONDS,
            banner_timeout=CONNECT_SECONDS,
            auth_timeout=CONNECT_SECONDS,
            channel_timeout=CONNECT_SECONDS,
        )
    except paramiko.BadHostKeyException as error:
        raise ServerRefused(
            f"the SFTP server {host} shows another key ({error.key.fingerprint}) than the one in "
            f"{known_hosts()}: ask its administrator; replace the line only if the key is theirs"
        ) from None
    except paramiko.AuthenticationException:
        raise ServerRefused(f"the SFTP server {host} refuses user, password or key") from None
    except FileNotFoundError:
        raise ServerRefused(
            f"there is no file {known_hosts()} with the keys of known SFTP servers: make it with "
            f"ssh-keyscan, or name it in ZENGSHOU_KNOWN_HOSTS"
        ) from None


def _password_of_settings() -> str | None:
    password = get_settings().sftp_password
    return password.get_secret_value() if password else None


@contextmanager
def _time_limit(client: paramiko.SSHClient) -> Iterator[None]:
    """End the connection if the block takes too long; paramiko waits for some answers for ever."""

    def end() -> None:
        with suppress(Exception):
            client.close()

    timer = Timer(CONNECT_SECONDS * 2, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
