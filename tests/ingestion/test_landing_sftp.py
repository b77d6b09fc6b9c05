"""A landing zone behind SFTP, as upload gateways offer it."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import asyncssh
import pytest
from fsspec.core import url_to_fs

from ingestion.contract import load_contracts
from ingestion.load.landing import scan
from tests.ingestion.test_landing import EARLY, FOLDER, manifest, put, sha256


class Anyone(asyncssh.SSHServer):
    """Lets in whoever knows the one password."""

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("gateway", "secret")


@pytest.fixture
def sftp_port(tmp_path: Path) -> Iterator[int]:
    """Port of an SFTP server on this machine that shows `tmp_path`."""
    loop = asyncio.new_event_loop()

    def serve(channel: asyncssh.SSHServerChannel[bytes]) -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=str(tmp_path).encode())

    async def start() -> asyncssh.SSHAcceptor:
        key = asyncssh.generate_private_key("ssh-ed25519")
        return await asyncssh.listen(
            "127.0.0.1", 0, server_factory=Anyone, server_host_keys=[key], sftp_factory=serve
        )

    acceptor = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield acceptor.get_port()
    asyncio.run_coroutine_threadsafe(stop(acceptor), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


async def stop(acceptor: asyncssh.SSHAcceptor) -> None:
    """End the server and what its connections still do."""
    acceptor.close()
    await acceptor.wait_closed()
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


def test_files_behind_sftp_are_found_and_read(tmp_path: Path, sftp_port: int) -> None:
    put(tmp_path, f"收件/{FOLDER}/月报 一.xlsx", b"one")
    put(tmp_path, f"收件/{FOLDER}/~$月报.xlsx", b"lock")
    put(tmp_path, "收件/income_detail/2022/明细.xlsx", b"two", EARLY + 5)
    line = f"月报 一.xlsx,{sha256(b'one')},2023-02-03T00:00:00Z"
    manifest(tmp_path, line, folder=f"收件/{FOLDER}")
    url = f"sftp://gateway:secret@127.0.0.1:{sftp_port}/收件"
    year, month = scan(url, load_contracts(), max_packed_mb=1)
    assert (year.file_name, year.mtime) == ("明细.xlsx", EARLY + 5)
    assert (month.file_name, month.received_at) == (
        "月报 一.xlsx",
        datetime(2023, 2, 3, tzinfo=UTC),
    )
    assert month.matches_manifest
    assert month.read() == b"one"
    url_to_fs(url)[0].client.close()
