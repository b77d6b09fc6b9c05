"""A landing zone in an object store is a landing zone like any other."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import fsspec
import pytest
from moto.server import ThreadedMotoServer

from ingestion.contract import load_contracts
from ingestion.load.landing import scan


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
