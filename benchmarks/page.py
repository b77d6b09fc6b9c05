"""Writes the table from `results/*.json` to docs/performance.md: `python -m benchmarks.page`."""

import json
from pathlib import Path
from typing import Any

from benchmarks.measure import RESULTS

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- begin: made of benchmarks/results -->", "<!-- end -->"
HEAD = (
    "| measured | beside | size | ours | beside it | ratio | aim | met |",
    "|---|---|---|---|---|---|---|---|",
)
QUERIES_HEAD = (
    "| asked as `bi_reader` | rows at most | median | p95 | aim |",
    "|---|---|---|---|---|",
)
BUILDS_HEAD = (
    "| a province built | minutes | of the processor | dbt | server |",
    "|---|---|---|---|---|",
)


def table() -> str:
    """The tables as Markdown, followed by the machine on which each row was measured."""
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))]
    rows = [one for one in kept if "ratio" in one]
    asked = [line for one in kept if "queries" in one for line in _queries(one)]
    built = [line for one in kept if "builds" in one for line in builds(one)]
    machines = sorted({_machine(one) for one in kept})
    return "\n".join([*HEAD, *map(_line, rows), "", *built, *asked, *machines])


def builds(province: dict[str, Any]) -> list[str]:
    """The table of the province's builds, and its size."""
    lines = [
        f"| {one['name']} | {one['seconds'] / 60:.1f} | {one['processor_seconds'] / 60:.1f}"
        f" | {one['dbt_megabytes']} MB | {one['server_megabytes']:,} MB |"
        for one in province["builds"]
    ]
    size = ", ".join(f"{amount:,} {what}" for what, amount in province["size"].items())
    space = f"{province['database_megabytes'] / 1024:.1f} GB"
    scale = "" if province["scale"] == "full" else " (not the full size)"
    return [*BUILDS_HEAD, *lines, "", f"Of {size}{scale}; the database then takes {space}.", ""]


def _queries(asked: dict[str, Any]) -> list[str]:
    """The table of the BI queries, and the size of their warehouse."""
    lines = [
        f"| {one['name']} | {one['rows']:,} | {one['median_milliseconds']:g} ms"
        f" | {one['p95_milliseconds']:g} ms | < {asked['aim_milliseconds']} ms |"
        for one in asked["queries"]
    ]
    size = ", ".join(f"{amount:,} {what}" for what, amount in asked["size"].items())
    return [*QUERIES_HEAD, *lines, "", f"Each asked {asked['times']} times, of {size}.", ""]


def _line(row: dict[str, Any]) -> str:
    size = ", ".join(f"{amount:,} {what}" for what, amount in row["size"].items())
    is_met = "yes" if row["ratio"] <= row["aim"] else "no"
    scale = "" if row["scale"] == "full" else " (not the full size)"
    cells = (
        row["measured"],
        row["beside"],
        size + scale,
        _side(row["ours"], row["size"]),
        _side(row["theirs"], row["size"]),
        f"{row['ratio']:g} ×",
        f"≤ {row['aim']:g} ×",
        is_met,
    )
    return f"| {' | '.join(cells)} |"


def _side(measured: dict[str, Any], size: dict[str, int]) -> str:
    """Seconds and memory; where the work is rows, rows a second."""
    seconds = measured["median_seconds"]
    told = f"{seconds:.2f} s, {measured['peak_megabytes']} MB"
    return f"{told}, {size['rows'] / seconds:,.0f} rows/s" if "rows" in size else told


def _machine(row: dict[str, Any]) -> str:
    it = row["machine"]
    return (
        f"Measured {row['made_at']}: {it['cores']} cores, {it['memory_megabytes'] // 1024} GB, "
        f"{it['system']} {it['architecture']}, Python {it['python']}, "
        f"PostgreSQL {it['postgresql']}."
    )


def with_table(page: str) -> str:
    """The page with the current table. Raises ValueError if the page has no place for it."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE.name} lacks the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
