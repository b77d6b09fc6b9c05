"""A landing zone on a real OpenSSH server that is unknown, killed, frozen."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.contract import load_contracts
from ingestion.load import sftp
from ingestion.load.landing import PassedOver, scan
from ingestion.load.sftp import ServerRefused
from tests.ingestion.openssh import SSHD, OpenSsh
from tests.ingestion.test_landing import FOLDER, names, put

pytestmark = pytest.mark.skipif(SSHD is None, reason="no sshd: install openssh-server")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenSsh]:
    """A known server; it has to answer within two seconds."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sftp, "CONNECT_SECONDS", 2)
    monkeypatch.setattr(sftp, "ANSWER_SECONDS", 2)
    made = OpenSsh.new(tmp_path / "server", tmp_path / "home")
    yield made
    made.kill()


@pytest.fixture
def landing(tmp_path: Path, server: OpenSsh) -> str:
    """The URL of a landing zone with two files, and one in no period's folder of the first feed."""
    put(tmp_path, f"收件/{FOLDER}/月报.xlsx", b"one")
    put(tmp_path, "收件/income_detail/2022/明细.xlsx", b"two")
    put(tmp_path, f"收件/{next(iter(load_contracts()))}/别处/甲.xlsx", b"three")
    return server.url(tmp_path / "收件")


def found(landing: str) -> list[str]:
    return names(scan(landing, load_contracts()))


def test_files_on_a_known_server_are_found_with_the_key_of_the_account(landing: str) -> None:
    assert found(landing) == ["明细.xlsx", "月报.xlsx"]


def test_a_server_that_is_not_known_is_refused(landing: str, server: OpenSsh) -> None:
    (server.home / ".ssh" / "known_hosts").write_text("", encoding="utf-8")
    with pytest.raises(ServerRefused, match=r"is not in .*known_hosts: .* SHA256:"):
        found(landing)
    (server.home / ".ssh" / "known_hosts").unlink()
    with pytest.raises(ServerRefused, match=r"there is no file .*known_hosts"):
        found(landing)


def test_a_server_with_another_key_than_the_known_one_is_refused(
    landing: str, server: OpenSsh
) -> None:
    assert found(landing)
    server.kill()
    server.new_host_key()
    server.start()
    with pytest.raises(ServerRefused, match="shows another key"):
        found(landing)


def test_a_server_killed_in_the_middle_of_a_listing_loses_no_file(
    landing: str, server: OpenSsh
) -> None:
    def kill(_: PassedOver) -> None:
        server.kill()

    with pytest.raises(ConnectionError):
        scan(landing, load_contracts(), report=kill)
    with pytest.raises(ConnectionError):
        found(landing)
    server.start()
    assert found(landing) == ["明细.xlsx", "月报.xlsx"]


def test_a_server_frozen_in_the_middle_of_a_listing_loses_no_file_and_holds_up_nobody(
    landing: str, server: OpenSsh
) -> None:
    def freeze(_: PassedOver) -> None:
        server.freeze()

    since = time.monotonic()
    with pytest.raises(ConnectionError):
        scan(landing, load_contracts(), report=freeze)
    with pytest.raises(ConnectionError):
        found(landing)
    assert time.monotonic() - since < 20
    server.thaw()
    assert found(landing) == ["明细.xlsx", "月报.xlsx"]


def test_a_file_that_cannot_be_read_since_the_server_is_gone_stays_for_the_next_try(
    landing: str, server: OpenSsh
) -> None:
    first, _ = scan(landing, load_contracts())
    server.kill()
    with pytest.raises(ConnectionError):
        first.read()
    server.start()
    first, _ = scan(landing, load_contracts())
    assert first.read() == b"two"


@pytest.mark.parametrize("host", ["no-such-host.invalid", "closed"])
def test_a_server_that_is_not_there_is_a_lost_connection(landing: str, host: str) -> None:
    assert found(landing)
    with socket.socket() as closed:  # bound, but nobody listens
        closed.bind(("127.0.0.1", 0))
        place = host if host != "closed" else f"127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(ConnectionError):
            scan(f"sftp://gateway:secret@{place}/收件", load_contracts())
