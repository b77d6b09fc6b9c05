"""What a run shows while it works."""

import io
import time

import pytest
import sqlalchemy as sa
from rich.console import Console

from tests.processed_city import NewCopy
from zengshou.airflow import progress
from zengshou.outputs.ledger_counts import received_since

RECEIVED = """
insert into ops.receipt (
    feed, period, file_name, sha256, size, modified_at, received_at, matches_manifest,
    has_rows
)
select feed, period, '又一份.xlsx', sha256, size, modified_at, received_at, true, has_rows
from ops.receipt limit 1
"""


def test_without_a_terminal_a_line_tells_now_and_then_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.01)
    written = io.StringIO()
    with progress.shown(Console(file=written, force_terminal=False), lambda: "3 / 7"):
        time.sleep(0.2)
    lines = written.getvalue().splitlines()
    assert len(lines) > 1
    assert all("3 / 7" in line for line in lines)


def test_files_are_counted_from_the_beginning_of_the_run(new_copy: NewCopy) -> None:
    engine = new_copy()
    received = received_since(engine)
    assert received() == 0
    with engine.begin() as connection:
        connection.execute(sa.text(RECEIVED))
    assert received() == 1
    engine.dispose()
