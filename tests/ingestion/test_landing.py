"""Which files have arrived, when, and whether whole."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem

from ingestion.contract import Contract, load_contracts
from ingestion.load import landing
from ingestion.load.landing import ChangedSinceScan, LandedFile, Seen, scan

CONTRACTS: dict[str, Contract] = load_contracts()
FOLDER = "village_submission/2023-01"
EARLY = 1_672_531_200  # 2023-01-01T00:00:00Z


def put(root: Path, path: str, data: bytes, modified: float = EARLY) -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    os.utime(file, (modified, modified))
    return file


def manifest(root: Path, *lines: str, folder: str = FOLDER, encoding: str = "utf-8") -> None:
    text = "\n".join(["file,sha256,sent_at", *lines]) + "\n"
    put(root, f"{folder}/_manifest.csv", text.encode(encoding))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def only(root: Path) -> LandedFile:
    (file,) = scan(str(root), CONTRACTS)
    return file


def names(files: list[LandedFile]) -> list[str]:
    return [file.file_name for file in files]


def test_a_file_is_found_with_its_hash_and_modification_time(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/收支 月报(改).xlsx", b"bytes")
    file = only(tmp_path)
    assert (file.feed, file.period) == ("village_submission", "2023-01")
    assert file.file_name == "收支 月报(改).xlsx"
    assert (file.sha256, file.size) == (sha256(b"bytes"), 5)
    assert file.received_at == datetime(2023, 1, 1, tzinfo=UTC)
    assert file.mtime == EARLY
    assert file.matches_manifest
    assert not file.too_large
    assert file.read() == b"bytes"


def test_unfinished_hidden_and_lock_files_are_not_there(tmp_path: Path) -> None:
    for name in ("a.xlsx.tmp", "a.part", "a.filepart", "~$a.xlsx", ".DS_Store"):
        put(tmp_path, f"{FOLDER}/{name}", b"x")
    put(tmp_path, f"{FOLDER}/_manifest.csv", b"file,sha256,sent_at\n")
    put(tmp_path, f"{FOLDER}/a.tmp.xlsx", b"x")
    assert names(scan(str(tmp_path), CONTRACTS)) == ["a.tmp.xlsx"]


@pytest.mark.parametrize(
    "place",
    [
        "village_submission/2023-13/a.xlsx",
        "village_submission/2023-1/a.xlsx",
        "village_submission/202301/a.xlsx",
        "village_submission/2023/a.xlsx",
        "village_submission/２０２３-01/a.xlsx",
        "village_submission/a.xlsx",
        "village_submission/2023-01/old/a.xlsx",
        "income_detail/2023-01/a.xlsx",
        "income_detail/0000/a.xlsx",
        "no_such_feed/2023-01/a.xlsx",
    ],
)
def test_what_stands_elsewhere_is_passed_over(tmp_path: Path, place: str) -> None:
    put(tmp_path, place, b"x")
    put(tmp_path, "income_detail/2023/b.xlsx", b"x")
    assert names(scan(str(tmp_path), CONTRACTS)) == ["b.xlsx"]


def test_a_landing_zone_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        scan(str(tmp_path / "nowhere"), CONTRACTS)


def test_an_empty_landing_zone_holds_nothing(tmp_path: Path) -> None:
    assert scan(str(tmp_path), CONTRACTS) == []


def test_files_come_by_feed_period_receipt_time_and_name(tmp_path: Path) -> None:
    put(tmp_path, "village_submission/2023-02/a", b"1", EARLY)
    put(tmp_path, f"{FOLDER}/c", b"2", EARLY + 1)
    put(tmp_path, f"{FOLDER}/b", b"3", EARLY + 1)
    put(tmp_path, f"{FOLDER}/d", b"4", EARLY)
    put(tmp_path, "income_detail/2022/z", b"5", EARLY + 9)
    assert names(scan(str(tmp_path), CONTRACTS)) == ["z", "d", "b", "c", "a"]


def test_through_leaves_out_later_periods(tmp_path: Path) -> None:
    for period in ("2022-12", "2023-01", "2023-02"):
        put(tmp_path, f"village_submission/{period}/{period}", b"x")
    for year in ("2023", "2024", "2025"):
        put(tmp_path, f"income_detail/{year}/{year}", b"x")
    kept = names(scan(str(tmp_path), CONTRACTS, through="2023-01"))
    assert kept == ["2023", "2024", "2022-12", "2023-01"]


def test_the_manifest_gives_the_receipt_time(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    manifest(tmp_path, f"a.xlsx,{sha256(b'x').upper()},2023-02-03T04:05:06+08:00")
    file = only(tmp_path)
    assert file.received_at == datetime(2023, 2, 2, 20, 5, 6, tzinfo=UTC)
    assert file.matches_manifest


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_manifest_may_begin_with_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    put(tmp_path, f"{FOLDER}/月报,改.xlsx", b"x")
    line = f'"月报,改.xlsx",{sha256(b"x")},2023-02-03T00:00:00Z'
    manifest(tmp_path, line, encoding=encoding)
    assert only(tmp_path).received_at == datetime(2023, 2, 3, tzinfo=UTC)


def test_a_file_unlike_its_manifest_line_does_not_match(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"half")
    manifest(tmp_path, f"a.xlsx,{sha256(b'whole')},2023-02-03T00:00:00Z")
    file = only(tmp_path)
    assert not file.matches_manifest
    assert file.received_at == datetime(2023, 2, 3, tzinfo=UTC)


def test_a_name_is_free_text_with_blanks_at_its_ends(tmp_path: Path) -> None:
    for name in (" a.xlsx", "a.xlsx", "a.xlsx　"):
        put(tmp_path, f"{FOLDER}/{name}", b"x")
    manifest(
        tmp_path,
        f" a.xlsx,{sha256(b'x')},2023-02-03T00:00:00Z",
        f"a.xlsx,{sha256(b'other')},2023-02-04T00:00:00Z",
        f"a.xlsx　,{sha256(b'x')},2023-02-05T00:00:00Z",
    )
    found = {file.file_name: file for file in scan(str(tmp_path), CONTRACTS)}
    agree = {name: (file.matches_manifest, file.received_at.day) for name, file in found.items()}
    assert agree == {" a.xlsx": (True, 3), "a.xlsx": (False, 4), "a.xlsx　": (True, 5)}


def test_blanks_around_a_name_in_the_manifest_are_passed_over_where_no_file_has_them(
    tmp_path: Path,
) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    manifest(tmp_path, f'a.xlsx , "{sha256(b"other")}" , "2023-02-04T00:00:00Z"')
    file = only(tmp_path)
    assert (file.matches_manifest, file.received_at.day) == (False, 4)


def test_a_name_in_an_old_clients_encoding_is_read_as_people_wrote_it(tmp_path: Path) -> None:
    for name in ("一月月报.xlsx".encode("gbk"), b"\xff.xlsx"):
        put(tmp_path, f"{FOLDER}/{os.fsdecode(name)}", b"x")
    manifest(tmp_path, f"一月月报.xlsx,{sha256(b'x')},2023-02-03T00:00:00Z")
    nameless, known = scan(str(tmp_path), CONTRACTS)
    assert (known.file_name, known.received_at.day) == ("一月月报.xlsx", 3)
    assert nameless.file_name == "\\xff.xlsx"
    assert known.read() == nameless.read() == b"x"


def test_a_sending_time_without_offset_is_shanghai_time(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    manifest(tmp_path, f"a.xlsx,{sha256(b'x')},2023-02-03T08:00:00")
    assert only(tmp_path).received_at == datetime(2023, 2, 3, tzinfo=UTC)


def test_what_is_no_regular_file_is_passed_over_and_told(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    os.mkfifo(tmp_path / FOLDER / "upload.xlsx")
    (tmp_path / FOLDER / "link.xlsx").symlink_to(tmp_path / FOLDER / "a.xlsx")
    reported: list[landing.PassedOver] = []
    assert names(scan(str(tmp_path), CONTRACTS, report=reported.append)) == ["a.xlsx"]
    assert {(one.name, one.reason) for one in reported} == {
        ("upload.xlsx", "not a regular file"),
        ("link.xlsx", "not a regular file"),
    }


def test_files_in_other_places_are_told_with_their_paths(tmp_path: Path) -> None:
    for path in (
        f"{FOLDER}/补报/a.xlsx",
        "village_submission/2023年7月/b.xlsx",
        "Villages/2023-07/c.xlsx",
    ):
        put(tmp_path, path, b"x")
    reported = landing.unknown_folders(str(tmp_path), CONTRACTS)
    scan(str(tmp_path), CONTRACTS, report=reported.append)
    assert {one.name for one in reported} == {
        "补报/a.xlsx",
        "2023年7月/b.xlsx",
        "Villages/2023-07/c.xlsx",
    }


def test_a_folder_whose_name_looks_like_a_chained_url_is_a_folder(tmp_path: Path) -> None:
    put(tmp_path / "a::b", f"{FOLDER}/a.xlsx", b"x")
    assert names(scan(str(tmp_path / "a::b"), CONTRACTS)) == ["a.xlsx"]


class Broken(LocalFileSystem):  # type: ignore[misc]  # fsspec has no types
    """A store whose connection breaks while the bytes of a file are read."""

    cachable = False

    def cat_file(self, path: str, **_: object) -> bytes:
        if path.endswith("b.xlsx"):
            raise ConnectionResetError("connection lost")
        return bytes(super().cat_file(path))


def test_a_connection_that_breaks_ends_the_scan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        put(tmp_path, f"{FOLDER}/{name}", b"x")
    monkeypatch.setattr(landing, "open_place", lambda url: (Broken(), url))
    with pytest.raises(ConnectionError, match="read whole"):
        scan(str(tmp_path), CONTRACTS)


def test_bytes_that_changed_since_they_were_hashed_are_not_handed_out(tmp_path: Path) -> None:
    path = put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    file = only(tmp_path)
    path.write_bytes(b"xy")
    with pytest.raises(ChangedSinceScan):
        file.read()


def test_a_file_over_the_limit_is_hashed_but_marked(tmp_path: Path) -> None:
    data = bytes(1024 * 1024 + 1)
    put(tmp_path, f"{FOLDER}/a.xlsx", data)
    put(tmp_path, f"{FOLDER}/b.xlsx", data[:-1])
    large, fitting = scan(str(tmp_path), CONTRACTS, max_packed_mb=1)
    assert large.too_large
    assert large.sha256 == sha256(data)
    assert not fitting.too_large


def test_a_file_that_cannot_be_read_is_left_to_the_next_run(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    (tmp_path / FOLDER / "gone.xlsx").symlink_to(tmp_path / "nowhere")
    assert names(scan(str(tmp_path), CONTRACTS)) == ["a.xlsx"]


def seen(file: LandedFile, sha: str) -> Seen:
    return {(file.feed, file.period, file.file_name): {(file.size, file.mtime): sha}}


def test_an_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    known = seen(only(tmp_path), "as remembered")
    assert scan(str(tmp_path), CONTRACTS, seen=known)[0].sha256 == "as remembered"


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    known = seen(only(tmp_path), "as remembered")
    put(tmp_path, f"{FOLDER}/a.xlsx", b"y", EARLY + 60)
    assert scan(str(tmp_path), CONTRACTS, seen=known)[0].sha256 == sha256(b"y")


def test_a_file_that_the_manifest_contradicts_is_read_again(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    known = seen(only(tmp_path), "as remembered")
    manifest(tmp_path, f"a.xlsx,{sha256(b'x')},2023-02-03T00:00:00Z")
    file = scan(str(tmp_path), CONTRACTS, seen=known)[0]
    assert file.sha256 == sha256(b"x")
    assert file.matches_manifest


def test_files_wait_while_a_manifest_of_gigabytes_lies_beside_them(tmp_path: Path) -> None:
    """Taken as absent, it would make incomplete files complete and receipt times wrong for good."""
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    with (tmp_path / FOLDER / "_manifest.csv").open("wb") as sparse:
        sparse.truncate(6 * 1024**3)
    reported: list[landing.PassedOver] = []
    assert scan(str(tmp_path), CONTRACTS, report=reported.append) == []
    assert "too large to be read; the files of this folder wait" in reported[0].reason


def test_files_wait_while_their_manifest_cannot_be_read(tmp_path: Path) -> None:
    put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    (tmp_path / FOLDER / "_manifest.csv").symlink_to(tmp_path / "nowhere")
    reported: list[landing.PassedOver] = []
    assert scan(str(tmp_path), CONTRACTS, report=reported.append) == []
    assert "the files of this folder wait" in reported[0].reason
    (tmp_path / FOLDER / "_manifest.csv").unlink()
    assert names(scan(str(tmp_path), CONTRACTS)) == ["a.xlsx"]


def test_a_landing_zone_need_not_be_a_folder() -> None:
    root = f"memory://{uuid4()}/landing"
    data = b"x" * 10
    with fsspec.open(f"{root}/{FOLDER}/月报.xlsx", "wb") as stream:
        stream.write(data)
    with fsspec.open(f"{root}/{FOLDER}/_manifest.csv", "wb") as stream:
        line = f"月报.xlsx,{sha256(data)},2023-02-03T00:00:00Z"
        stream.write(f"file,sha256,sent_at\n{line}\n".encode())
    before = datetime.now(UTC)
    with fsspec.open(f"{root}/income_detail/2022/明细.xlsx", "wb") as stream:
        stream.write(data)
    year, month = scan(root, CONTRACTS.values())
    assert (month.file_name, month.received_at) == ("月报.xlsx", datetime(2023, 2, 3, tzinfo=UTC))
    assert month.read() == data
    assert before <= year.received_at <= datetime.now(UTC)
