"""Several processes prepare what one would, in the same order, and end with the run."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest

from ingestion.contract import load_contracts
from ingestion.load.prepare import Piece, Preparer, WholeFile
from ingestion.privacy.deleted_people import DeletedPeople
from ingestion.readers import CannotRead, open_csv
from ingestion.settings import Settings
from ingestion.workers import Workers
from tests.ingestion.files import headers, text_file, workbook

CONTRACTS = load_contracts()
VILLAGE, PENSIONS = CONTRACTS["village_submission"], CONTRACTS["social_security"]
SETTINGS = Settings(_env_file=None)
NOBODY = DeletedPeople(b"", frozenset())
RUN_THAT_IS_KILLED = """
import os, time
from tests.ingestion.test_workers import *
os.cpu_count = lambda: 2
with Workers(preparer(VILLAGE), is_much=True) as workers:
    items = [(n, WholeFile(a_report(n), "2023-01")) for n in range(8)]
    list(workers.map(Preparer.whole, items))
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def preparer(contract: object) -> Preparer:
    return Preparer(contract, SETTINGS, b"k" * 32, NOBODY)  # type: ignore[arg-type]


def a_report(number: int) -> bytes:
    labels = ["村代码", "230521101221", "所属月份", "2023-01"]
    row = [1, f"H{number}", "张三", "230521198001010011"]
    return workbook({"收支月报": [["标题"], labels, [], headers(VILLAGE), row]})


def some_pieces(rows: int) -> Iterator[tuple[None, Piece]]:
    lines = [
        [str(n), f"23052119{n % 100:02d}0101001X", "张三", *"13", *"abcdef"] for n in range(rows)
    ]
    table, pieces = open_csv(PENSIONS, text_file([headers(PENSIONS), *lines], "gbk"))
    return ((None, Piece(piece, table.table, "2023-01")) for piece in pieces)


def test_workbooks_come_back_as_from_one_process_and_in_order() -> None:
    items = [(n, None if n % 3 == 0 else WholeFile(a_report(n), "2023-01")) for n in range(30)]
    with Workers(preparer(VILLAGE), is_much=False) as alone:
        expected = list(alone.map(Preparer.whole, items))
    with Workers(preparer(VILLAGE), is_much=True) as several:
        assert list(several.map(Preparer.whole, items, at_once=4)) == expected
    assert [number for number, _ in expected] == list(range(30))
    assert [one is None for _, one in expected] == [n % 3 == 0 for n in range(30)]


def test_pieces_of_a_csv_come_back_as_from_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.readers.csv._PIECE", 4_000)
    with Workers(preparer(PENSIONS), is_much=False) as alone:
        expected = list(alone.map(Preparer.piece, some_pieces(2_000)))
    assert len(expected) > 20
    with Workers(preparer(PENSIONS), is_much=True) as several:
        assert list(several.map(Preparer.piece, some_pieces(2_000))) == expected


def test_why_a_piece_cannot_be_read_is_known_outside_its_process() -> None:
    [(_, piece)] = some_pieces(1)
    broken = piece._replace(rows=replace(piece.rows, first_row=10_000_000))
    with (
        Workers(preparer(PENSIONS), is_much=True) as several,
        pytest.raises(CannotRead) as reason,
    ):
        list(several.map(Preparer.piece, [(None, broken)]))
    assert reason.value.detail == "行数超过3813003行，请分文件报送"


def test_the_workers_of_a_killed_run_end_by_themselves() -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN_THAT_IS_KILLED], stdout=subprocess.PIPE, text=True
    )
    assert run.stdout
    assert run.stdout.readline() == "ready\n"
    workers = psutil.Process(run.pid).children(recursive=True)
    assert len(workers) == 2
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    deadline = time.monotonic() + 20
    while any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)
