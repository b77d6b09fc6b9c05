"""The files of the bundle, as Superset imports them."""

from typing import Any

import yaml

from ingestion.settings import PROJECT_ROOT

BUNDLE = PROJECT_ROOT / "bi" / "bundle"
File = dict[str, Any]


def files(kind: str) -> dict[str, File]:
    """`charts`, `datasets`, `dashboards` or `databases`, by file name."""
    found = sorted((BUNDLE / kind).glob("*.yaml"))
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in found}


def charts_on(dashboard: File) -> list[File]:
    """Where each chart stands: its UUID, its number in this file, its name."""
    places = (place for place in dashboard["position"].values() if isinstance(place, dict))
    return [place["meta"] for place in places if place["type"] == "CHART"]
