"""Outside dbt, marts are read; what reads staging or intermediate is declared as an exposure."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingestion.settings import PROJECT_ROOT

Manifest = dict[str, Any]
FOLDERS = ("ingestion", "expectations", "zengshou", "dags", "bi")
#: SQL is in .sql files, in Python, and in the datasets of dashboards.
SUFFIXES = (".py", ".sql", ".yaml", ".yml", ".json", ".j2")
LAYERS = ("staging", "intermediate")
#: A table of a layer. A name that is filled in later counts as undeclared, too.
TABLE = re.compile(rf"\b({'|'.join(LAYERS)})\.(\{{?\w+)")


def named_in(text: str) -> set[str]:
    """Tables of staging and intermediate that a text names."""
    return {f"{layer}.{table}" for layer, table in TABLE.findall(text)}


def test_no_table_of_staging_or_intermediate_is_read_that_no_exposure_declares(
    manifest: Manifest,
) -> None:
    declared = set(_declared(manifest))
    assert [
        f"{path.relative_to(PROJECT_ROOT)} names {table}"
        for path in _sources()
        for table in sorted(named_in(path.read_text(encoding="utf-8")) - declared)
    ] == []


def test_no_exposure_declares_a_table_that_nothing_reads(manifest: Manifest) -> None:
    read: set[str] = set()
    for path in _sources():
        read |= named_in(path.read_text(encoding="utf-8"))
    assert sorted(set(_declared(manifest)) - read) == []


@pytest.mark.parametrize(
    "query",
    [
        "select * from staging.stg_loads",
        "join intermediate.int_months as months",
        "from staging.{table} as line",
    ],
)
def test_a_read_is_found(query: str) -> None:
    assert named_in(query)


def test_what_is_read_below_the_marts_says_who_answers_for_it(manifest: Manifest) -> None:
    """These are applications of the project's own: no report and no dashboard is among them."""
    below = {
        one["name"]: one["type"]
        for one in manifest["exposures"].values()
        if any(_layer(manifest, key) in LAYERS for key in one["depends_on"]["nodes"])
    }
    assert below == dict.fromkeys(
        (
            *("build_and_publication", "county_score_evidence", "household_file"),
            *("owners_worklists", "page_parts"),
            *("sender_feedback", "township_workbook", "village_form"),
        ),
        "application",
    )


def _declared(manifest: Manifest) -> Iterator[str]:
    for exposure in manifest["exposures"].values():
        for key in exposure["depends_on"]["nodes"]:
            if _layer(manifest, key) in LAYERS:
                yield f"{_layer(manifest, key)}.{manifest['nodes'][key]['name']}"


def _layer(manifest: Manifest, key: str) -> str:
    return str(manifest["nodes"][key]["fqn"][1])


def _sources() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(
            path for path in (PROJECT_ROOT / folder).rglob("*") if path.suffix in SUFFIXES
        )
