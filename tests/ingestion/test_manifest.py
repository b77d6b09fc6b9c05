"""The upload gateway's manifest, as gateways really write it (feeds.md, "Manifest")."""

import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingestion.load import landing
from ingestion.load.landing import scan
from ingestion.load.manifest import read_manifest
from ingestion.load.moments import Look, read_moment
from tests.ingestion.test_landing import CONTRACTS, FOLDER, manifest, names, only, put, sha256


def test_of_several_lines_the_one_with_these_bytes_wins(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"second")
    first, second, third = (sha256(data) for data in (b"first", b"second", b"third"))
    manifest(
        tmp_path,
        f"a.xlsx,{first},2023-02-01T00:00:00Z",
        f"a.xlsx,{second},2023-02-02T00:00:00Z",
        f"a.xlsx,{third},2023-02-03T00:00:00Z",
        f"a.xlsx,{second},2023-02-04T00:00:00Z",
        f"a.xlsx,{second},2023-02-05T00:00:00Z",
    )
    file = only(tmp_path)
    assert file.matches_manifest
    assert file.received_at == datetime(2023, 2, 4, tzinfo=UTC), "sent again after other bytes"


def test_of_several_lines_with_other_bytes_the_last_counts(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    manifest(
        tmp_path,
        f"a.xlsx,{sha256(b'1')},2023-02-05T00:00:00Z",
        f"a.xlsx,{sha256(b'2')},2023-02-04T00:00:00Z",
    )
    file = only(tmp_path)
    assert not file.matches_manifest
    assert file.received_at == datetime(2023, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "sent_at", ["", "yesterday", "2023-02-30T00:00:00Z", "0001-01-01T00:00:00+14:00"]
)
def test_an_unreadable_sending_time_is_not_believed(tmp_path: Path, sent_at: str) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    manifest(tmp_path, f"a.xlsx,{sha256(b'x')},{sent_at}")
    now = datetime(2023, 2, 3, tzinfo=UTC)
    [file] = scan(str(tmp_path), CONTRACTS, look=Look(at=now))
    assert file.received_at == now
    assert file.doubt is not None
    assert sent_at in file.doubt
    assert file.matches_manifest


@pytest.mark.parametrize(
    "damaged", [b"", b"\xff\xfe\x00\x01", b"PK\x03\x04", b"name,hash\nx,y\n", b"\0\0\0"]
)
def test_files_wait_beside_bytes_that_are_no_manifest(tmp_path: Path, damaged: bytes) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    put(tmp_path, f"{FOLDER}/_manifest.csv", damaged)
    reported: list[landing.PassedOver] = []
    assert scan(str(tmp_path), CONTRACTS, report=reported.append) == []
    assert [one.name for one in reported] == ["_manifest.csv"]
    assert "the files of this folder wait" in reported[0].reason


@pytest.mark.parametrize("broken", [b"\xff\xfe\xff,", b'"a.xlsx', b"b.xlsx,", b"b.xlsx,0,1,2,3"])
def test_a_file_waits_while_its_line_may_be_the_broken_one(tmp_path: Path, broken: bytes) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        put(tmp_path, f"{FOLDER}/{name}", b"half")
    line = f"a.xlsx,{sha256(b'half')},2023-02-03T00:00:00Z\n".encode()
    put(tmp_path, f"{FOLDER}/_manifest.csv", b"file,sha256,sent_at\n" + line + broken)
    reported: list[landing.PassedOver] = []
    assert names(scan(str(tmp_path), CONTRACTS, report=reported.append)) == ["a.xlsx"]
    assert {one.name for one in reported} == {"_manifest.csv line 3", "b.xlsx"}


SHA = sha256(b"x")
WRITINGS = {
    "UTF-8 with a mark": f"\ufefffile,sha256,sent_at\n月报.xlsx,{SHA},2023-02-03".encode(),
    "GBK": f"file,sha256,sent_at\r\n月报.xlsx,{SHA},2023-02-03\r\n".encode("gbk"),
    "UTF-16": f"file,sha256,sent_at\n月报.xlsx,{SHA},2023-02-03\n".encode("utf-16"),
    "semicolons": f"file;sha256;sent_at\n月报.xlsx;{SHA};2023-02-03\n".encode(),
    "tabs": f"file\tsha256\tsent_at\n月报.xlsx\t{SHA}\t2023-02-03\n".encode(),
    "quotes, capitals": f'"File","Sha256","sent_at"\n"月报.xlsx","{SHA.upper()}",2023/2/3'.encode(),
    "a path of Windows": f"file,sha256,sent_at\nC:\\上报\\月报.xlsx,{SHA},2023-02-03\n".encode(),
    "a path": f"file,sha256,sent_at\n./2023-02/月报.xlsx,{SHA},2023-02-03\n".encode(),
    "capitals": f"file,sha256,sent_at\n月报.XLSX,{SHA},2023-02-03\n".encode(),
    "other columns": f"id,file,sha256,sent_at\n1,月报.xlsx,{SHA},2023-02-03\n".encode(),
}


@pytest.mark.parametrize("written", WRITINGS.values(), ids=WRITINGS.keys())
def test_manifests_as_gateways_write_them(tmp_path: Path, written: bytes) -> None:
    put(tmp_path, f"{FOLDER}/月报.xlsx", b"x")
    put(tmp_path, f"{FOLDER}/_manifest.csv", written)
    file = only(tmp_path)
    assert (file.matches_manifest, file.received_at.isoformat()) == (
        True,
        "2023-02-02T16:00:00+00:00",
    )


def test_an_exact_name_comes_before_a_loose_one(tmp_path: Path) -> None:
    for name in ("A.xlsx", "a.xlsx", "Lü.xlsx"):
        put(tmp_path, f"{FOLDER}/{name}", name.encode())
    lines = (f"{name},{sha256(name.encode())}" for name in ("A.xlsx", "a.xlsx"))
    decomposed = unicodedata.normalize("NFD", "Lü.xlsx")
    manifest(
        tmp_path,
        *(f"{line},2023-02-03T00:00:00Z" for line in lines),
        f"{decomposed},{sha256('Lü.xlsx'.encode())},2023-02-03T00:00:00Z",
    )
    assert [file.matches_manifest for file in scan(str(tmp_path), CONTRACTS)] == [True] * 3


@pytest.mark.parametrize(
    ("sent_at", "meant"),
    [
        ("2023-02-03T08:00:00+08:00", "2023-02-03T00:00:00+00:00"),
        ("2023/2/3 8:00", "2023-02-03T00:00:00+00:00"),
        ("2023年2月3日 下午 3:04:05", "2023-02-03T07:04:05+00:00"),
        ("2023.2.3 08:00:00Z", "2023-02-03T08:00:00+00:00"),
        ("20230203 080000", "2023-02-03T00:00:00+00:00"),
        ("20230203 08:00", "2023-02-03T00:00:00+00:00"),
        ("1675382400000", "2023-02-03T00:00:00+00:00"),
        ("44960.5", "2023-02-03T04:00:00+00:00"),
        ("２０２３-02-03\u00a008:00", "2023-02-03T00:00:00+00:00"),
        ("9999-12-31T23:59:59-12:00", None),
    ],
)
def test_sending_times_as_gateways_write_them(sent_at: str, meant: str | None) -> None:
    moment = read_moment(sent_at)
    assert (moment.isoformat() if moment else None) == meant


def test_a_name_in_gbk_whose_bytes_are_also_utf_8_is_found() -> None:
    """支 in GBK is the two bytes of a Hebrew accent in UTF-8."""
    written = f"file,sha256\n支.xlsx,{'0' * 64}\n".encode("gb18030")
    assert not read_manifest(written).of_folder(["支.xlsx"]).without_file
