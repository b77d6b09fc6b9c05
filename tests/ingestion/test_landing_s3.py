"""A landing zone in an object store is a landing zone like any other."""

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import fsspec
import pytest
from moto.server import ThreadedMotoServer

from ingestion.contract import load_contracts
from ingestion.load import place
from ingestion.load.landing import PassedOver, scan
from zengshou.local.postgres_server import free_port

TWO_FILES = {
    "village_submission/2023-01/月报.xlsx": b"one",
    "income_detail/2022/明细.xlsx": b"two",
}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """URL of an empty bucket on a server of its own."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    name = f"landing-{uuid4()}"
    fsspec.filesystem("s3").mkdir(name)
    yield f"s3://{name}/收件"
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    server.stop()


def test_files_in_an_object_store_are_found_and_read(bucket: str) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    for path, data in {
        "village_submission/2023-01/月报.xlsx": b"one",
        "village_submission/2023-01/月报.xlsx.part": b"half",
        "village_submission/old/月报.xlsx": b"no period",
        "income_detail/2022/明细.xlsx": b"two",
    }.items():
        fsspec.filesystem("s3").pipe_file(f"{bucket}/{path}", data)
    year, month = scan(bucket, load_contracts(), max_packed_mb=1)
    assert (year.period, year.file_name) == ("2022", "明细.xlsx")
    assert (month.period, month.file_name) == ("2023-01", "月报.xlsx")
    assert month.read() == b"one"
    assert before <= month.received_at <= datetime.now(UTC)


def test_a_new_file_in_an_object_store_is_seen_by_the_next_scan(bucket: str) -> None:
    store = fsspec.filesystem("s3")
    store.pipe_file(f"{bucket}/income_detail/2022/a.xlsx", b"one")
    (first,) = scan(bucket, load_contracts())
    known = {("income_detail", "2022", "a.xlsx"): {(first.size, first.mtime): first.sha256}}
    store.pipe_file(f"{bucket}/income_detail/2023/b.xlsx", b"two")
    files = scan(bucket, load_contracts(), seen=known)
    assert [file.file_name for file in files] == ["a.xlsx", "b.xlsx"]
    assert files[0].sha256 == first.sha256


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator["Store"]:
    """A store in a process of its own; it has to answer within a second."""
    monkeypatch.setitem(place.S3_SECONDS, "connect_timeout", 1)
    monkeypatch.setitem(place.S3_SECONDS, "read_timeout", 1)
    made = Store(free_port())
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{made.port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    made.start()
    yield made
    made.process.kill()
    made.process.wait()
    fsspec.get_filesystem_class("s3").clear_instance_cache()


class Store:
    """An S3 server that can be killed and frozen, with two files of feeds and one of none."""

    landing = "s3://landing/收件"

    def __init__(self, port: int) -> None:
        self.port = port

    def start(self) -> None:
        """Start the server and fill it: it keeps its objects in memory."""
        command = [sys.executable, "-m", "moto.server", "-p", str(self.port)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        fsspec.get_filesystem_class("s3").clear_instance_cache()
        files = fsspec.filesystem("s3")
        files.mkdir("landing")
        strange = {f"{next(iter(load_contracts()))}/别处/甲.xlsx": b"three"}
        for path, data in {**TWO_FILES, **strange}.items():
            files.pipe_file(f"{self.landing}/{path}", data)

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True


def test_a_store_frozen_in_the_middle_of_a_listing_loses_no_file(store: Store) -> None:
    def freeze(_: PassedOver) -> None:
        store.process.send_signal(signal.SIGSTOP)

    since = time.monotonic()
    with pytest.raises(ConnectionError):
        scan(store.landing, load_contracts(), report=freeze)
    assert time.monotonic() - since < 20
    store.process.send_signal(signal.SIGCONT)
    assert len(scan(store.landing, load_contracts())) == len(TWO_FILES)


def test_a_store_killed_in_the_middle_of_a_listing_loses_no_file(store: Store) -> None:
    def kill(_: PassedOver) -> None:
        store.process.kill()
        store.process.wait()

    with pytest.raises(ConnectionError):
        scan(store.landing, load_contracts(), report=kill)
    with pytest.raises(ConnectionError):
        scan(store.landing, load_contracts())
    store.start()
    assert len(scan(store.landing, load_contracts())) == len(TWO_FILES)
