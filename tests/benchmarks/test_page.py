"""docs/performance.md says what was measured, and measuring is fair to both sides."""

import time
from datetime import date
from pathlib import Path

import pytest

from benchmarks.measure import Side, compare, interleave
from benchmarks.page import PAGE, builds, with_table
from benchmarks.pension_lines import write_pension_lines
from ingestion.privacy.citizen_id import parse


def test_the_page_shows_the_results_that_are_kept() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_table(page) == page, "run: .venv/bin/python -m benchmarks.page"


def test_a_province_is_told_by_its_builds() -> None:
    build = {"name": "the month's build", "seconds": 90, "processor_seconds": 150}
    build |= {"dbt_megabytes": 230, "server_megabytes": 1100}
    size = {"households": 300_000, "household months": 7_000_000}
    province = {"builds": [build], "scale": "full", "size": size, "database_megabytes": 40_960}
    lines = builds(province)
    assert "| the month's build | 1.5 | 2.5 | 230 MB | 1,100 MB |" in lines
    assert (
        "Of 300,000 households, 7,000,000 household months; the database then takes 40.0 GB."
        in lines
    )


def test_the_preparation_of_a_run_is_not_timed() -> None:
    quick = Side("quick", lambda _: None, lambda: time.sleep(0.2))
    slow = Side("slow", lambda _: time.sleep(0.2))
    first, second = interleave([quick, slow], repeats=3)
    assert first.median_seconds < 0.1 < 0.2 <= second.median_seconds
    assert len(first.seconds) == 3


def test_the_memory_of_a_run_is_its_own() -> None:
    big = Side("big", lambda _: bytearray(300 * 1024 * 1024).count(1))
    small = Side("small", lambda _: None)
    first, second = interleave([big, small], repeats=1)
    assert first.peak_megabytes - second.peak_megabytes > 200


def test_a_run_that_fails_stops_the_measuring() -> None:
    with pytest.raises(RuntimeError, match="the run of broken failed"):
        interleave([Side("broken", lambda _: 1 / 0)], repeats=1)


def test_the_ratio_is_that_of_the_medians() -> None:
    pair = interleave([Side("ours", lambda _: time.sleep(0.1)), Side("theirs", lambda _: None)], 1)
    row = compare("a", "b", (pair[0], pair[0]), beside="c", aim=1, scale="tiny", size={"rows": 1})
    assert row.ratio == 1
    assert row.is_met


def test_the_pension_lines_name_people(tmp_path: Path) -> None:
    file = write_pension_lines(tmp_path, 3_000)
    lines = file.read_text(encoding="gbk").splitlines()[1:]
    kinds = [parse(line.split(",")[1], date(2023, 9, 30)).kind for line in lines]
    assert kinds.count("invalid") == 3
    assert kinds.count("citizen") == 2_997
