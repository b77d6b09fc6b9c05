"""Which receipt times are believed, and where they come from (feeds.md, "Times")."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsspec
import pytest

from ingestion.load.folder import Entry
from ingestion.load.landing import scan
from ingestion.load.moments import Look
from tests.ingestion.test_landing import CONTRACTS, EARLY, FOLDER, put

PERIOD_BEGINS = datetime(2022, 12, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("modified", "is_believed"),
    [
        (PERIOD_BEGINS - timedelta(days=10), True),
        (PERIOD_BEGINS - timedelta(days=10, seconds=1), False),
        (PERIOD_BEGINS + timedelta(days=100), True),
        (PERIOD_BEGINS + timedelta(days=100, seconds=1), False),
    ],
)
def test_a_time_before_the_period_or_in_the_future_is_not_believed(
    tmp_path: Path, modified: datetime, *, is_believed: bool
) -> None:
    path = put(tmp_path, f"{FOLDER}/a.xlsx", b"x")
    os.utime(path, (modified.timestamp(), modified.timestamp()))
    look = Look(at=PERIOD_BEGINS + timedelta(days=100), days_early=10)
    [file] = scan(str(tmp_path), CONTRACTS, look=look)
    assert file.received_at == (modified if is_believed else look.at)
    assert (file.doubt is None) == is_believed


def test_modification_times_of_all_kinds_of_store_are_read() -> None:
    moment = datetime(2023, 1, 1, tzinfo=UTC)
    files = fsspec.filesystem("memory")
    for info in (
        {"mtime": float(EARLY)},
        {"mtime": EARLY},
        {"mtime": None, "LastModified": moment},
        {"updated": "2023-01-01T08:00:00+08:00"},
        {"modified": moment.replace(tzinfo=None)},
    ):
        mtime, stated = Entry("x", "x", info).modified(files)
        assert (mtime, stated.moment) == (EARLY, moment)


def test_a_modification_time_that_no_calendar_has_is_not_believed() -> None:
    mtime, stated = Entry("x", "x", {"mtime": 3e11}).modified(fsspec.filesystem("memory"))
    assert (mtime, stated.moment) == (3e11, None)
