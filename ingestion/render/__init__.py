"""Generates files of the repository from the contracts and from the names of dbt models.

`zengshou render` writes them; a test fails if a committed file is out of date.
"""

from collections.abc import Iterator
from pathlib import Path

from ingestion.contract import load_contracts, load_file_rules, load_version_rules
from ingestion.render.county_indicators import county_indicators, county_indicators_path
from ingestion.render.dbt_source import dbt_source, dbt_source_path
from ingestion.render.feed_contracts import feed_contracts, feed_contracts_path
from ingestion.render.feed_page import FEEDS_DIR, feed_index, feed_page, feed_page_path
from ingestion.render.measure_indicators import measure_indicators, measure_indicators_path
from ingestion.render.odcs import odcs_path, odcs_text
from ingestion.render.words import GENERATED_FROM
from ingestion.render.worklists import worklists, worklists_path

__all__ = ["drift", "render_all", "write_all"]

# Places of generated files: a file here without its contract is stale.
GENERATED = (
    "dbt_project/models/staging/*/_*__source.yml",
    "docs/feeds/*.md",
    "docs/feeds/odcs/*.odcs.yaml",
)


def render_all(root: Path) -> dict[Path, str]:
    """All generated files below the repository's `root`, with their expected text."""
    contracts = load_contracts()
    index = feed_index(list(contracts.values()), load_file_rules(), load_version_rules())
    files = {
        root / FEEDS_DIR / "README.md": index,
        root / county_indicators_path(): county_indicators(root),
        root / feed_contracts_path(): feed_contracts(contracts.values()),
        root / measure_indicators_path(): measure_indicators(root),
        root / worklists_path(): worklists(root),
    }
    for contract in contracts.values():
        files[root / dbt_source_path(contract)] = dbt_source(contract)
        files[root / feed_page_path(contract)] = feed_page(contract)
        files[root / odcs_path(contract)] = odcs_text(contract)
    return files


def write_all(root: Path) -> list[Path]:
    """Bring the generated files up to date; returns the written and the removed files."""
    files = render_all(root)
    changed = _drift(root, files)
    for path in changed:
        if path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files[path], encoding="utf-8")
        else:
            path.unlink()
    return changed


def drift(root: Path) -> list[Path]:
    """Generated files that are missing, out of date or without their source."""
    return _drift(root, render_all(root))


def _drift(root: Path, files: dict[Path, str]) -> list[Path]:
    differing = {path for path, text in files.items() if _text(path) != text}
    stale = set(_generated_files(root)) - set(files)
    return sorted(differing | stale)


def _generated_files(root: Path) -> Iterator[Path]:
    for pattern in GENERATED:
        for path in root.glob(pattern):
            if GENERATED_FROM in (_text(path) or "").partition("\n")[0]:
                yield path


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
