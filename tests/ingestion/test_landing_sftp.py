"""A landing zone behind SFTP, as upload gateways offer it."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import asyncssh
import pytest

from ingestion.contract import load_contracts
from ingestion.load.landing import scan
from ingestion.load.place import without_password
from ingestion.load.sftp import ServerRefused
from ingestion.settings import get_settings
from tests.ingestion.test_landing import EARLY, FOLDER, manifest, put, sha256

PASSWORD = "p/4:@#%收"


class Anyone(asyncssh.SSHServer):
    """Lets in whoever knows the one password."""

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == ("gateway", PASSWORD)


@pytest.fixture
def sftp_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Port of a known SFTP server on this machine that shows `tmp_path`."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    loop = asyncio.new_event_loop()

    def serve(channel: asyncssh.SSHServerChannel[bytes]) -> asyncssh.SFTPServer:
        return asyncssh.SFTPServer(channel, chroot=str(tmp_path).encode())

    async def start() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1", 0, server_factory=Anyone, server_host_keys=[key], sftp_factory=serve
        )

    acceptor = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    known = tmp_path / "known_hosts"
    public = key.export_public_key().decode()
    known.write_text(f"[127.0.0.1]:{acceptor.get_port()} {public}", encoding="utf-8")
    monkeypatch.setenv("ZENGSHOU_KNOWN_HOSTS", str(known))
    get_settings.cache_clear()
    yield acceptor.get_port()
    get_settings.cache_clear()
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
    url = f"sftp://gateway:{quote(PASSWORD, safe='')}@127.0.0.1:{sftp_port}/收件"
    year, month = scan(url, load_contracts(), max_packed_mb=1)
    assert (year.file_name, year.mtime) == ("明细.xlsx", EARLY + 5)
    assert (month.file_name, month.received_at) == (
        "月报 一.xlsx",
        datetime(2023, 2, 3, tzinfo=UTC),
    )
    assert month.matches_manifest
    assert month.read() == b"one"


def test_the_password_may_stand_in_the_environment_instead_of_the_address(
    tmp_path: Path, sftp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, f"收件/{FOLDER}/月报.xlsx", b"one")
    monkeypatch.setenv("ZENGSHOU_SFTP_PASSWORD", PASSWORD)
    get_settings.cache_clear()
    assert scan(f"sftp://gateway@127.0.0.1:{sftp_port}/收件", load_contracts())


@pytest.mark.parametrize("password", ["wrong-secret", "slash/secret", "@secret"])
def test_no_message_shows_a_password(sftp_port: int, password: str) -> None:
    url = f"sftp://gateway:{password}@127.0.0.1:{sftp_port}/收件"
    with pytest.raises(ServerRefused) as refused:
        scan(url, load_contracts())
    assert "secret" not in f"{refused.value}"
    assert "secret" not in without_password(url)
    assert without_password(url).startswith("sftp://gateway:***@")


def test_a_landing_zone_that_is_not_there_is_named_without_the_password(sftp_port: int) -> None:
    url = f"sftp://gateway:{quote(PASSWORD, safe='')}@127.0.0.1:{sftp_port}/没有"
    with pytest.raises(FileNotFoundError) as missing:
        scan(url, load_contracts())
    assert f"sftp://gateway:***@127.0.0.1:{sftp_port}/没有" in str(missing.value)
