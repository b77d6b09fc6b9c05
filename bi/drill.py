"""Short addresses into a dashboard with its filters set, for links in tables and papers.

`/drill/county/?county=宝清县&month=2023-09` opens the dashboard `county`. A parameter is the last
part of a filter's id (`NATIVE_FILTER-month`). Runs in Superset's Python: `superset_config`
registers it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

DASHBOARDS = Path(__file__).with_name("bundle") / "dashboards"
ID = "NATIVE_FILTER-"


def register(app: Any) -> None:
    """Let Superset answer the short addresses."""
    app.add_url_rule("/drill/<slug>/", "drill", _opened)


def address(slug: str, chosen: Mapping[str, str]) -> str | None:
    """Superset's address of the dashboard; None: there is no such dashboard."""
    import prison

    file = DASHBOARDS / f"{slug}.yaml"
    if file not in DASHBOARDS.glob("*.yaml"):
        return None
    filters = yaml.safe_load(file.read_text(encoding="utf-8"))["metadata"]
    mask = {
        one["id"]: _mask(one, chosen[parameter])
        for one in filters["native_filter_configuration"]
        if (parameter := one["id"].removeprefix(ID)) in chosen
    }
    return f"/superset/dashboard/{slug}/?native_filters={quote(prison.dumps(mask))}"


def _mask(one: dict[str, Any], value: str) -> dict[str, Any]:
    """What Superset keeps of a filter in which `value` is chosen."""
    (target,) = one["targets"]
    condition = {"col": target["column"]["name"], "op": "IN", "val": [value]}
    return {
        "id": one["id"],
        "extraFormData": {"filters": [condition]},
        "filterState": {"value": [value], "label": value},
        "ownState": {},
    }


def _opened(slug: str) -> Any:
    from flask import abort, redirect, request

    found = address(slug, request.args)
    return redirect(found) if found else abort(404)
