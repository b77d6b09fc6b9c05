"""Which models and tests a build takes, as dbt itself lists them."""

from typing import Any

import pytest
import sqlalchemy as sa

from tests.dbt.conftest import EmptyWarehouse
from tests.dbt.installations import an_installation
from zengshou.warehouse import dbt


def test_a_build_of_changes_leaves_out_the_tests_of_seeds_and_nothing_else(
    manifest: dict[str, Any], empty_warehouse: EmptyWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_seeds = {
        node["name"]
        for node in manifest["nodes"].values()
        if str(node.get("attached_node")).startswith("seed.")
    }
    with monkeypatch.context() as patch:
        whole = _listed(empty_warehouse, patch, full_refresh=True)
        changes = _listed(empty_warehouse, patch, full_refresh=False)
    assert whole - changes == of_seeds
    assert changes < whole


def _listed(built: EmptyWarehouse, patch: pytest.MonkeyPatch, *, full_refresh: bool) -> set[str]:
    """Names of what `build` would take."""
    run_dbt = dbt.run_dbt
    listed: set[str] = set()

    def list_instead(url: sa.URL, command: list[str], edition: str, _: str) -> None:
        options = [one for one in command[1:] if one != "--full-refresh"]
        result = run_dbt(url, ["ls", *options, "--output", "name"], edition)
        listed.update(result.result)  # type: ignore[arg-type]

    url = built.engine.url.render_as_string(hide_password=False)
    with an_installation(built.home, url):
        patch.setattr(dbt, "run_dbt", list_instead)
        dbt.build(built.engine, dbt.NOW, full_refresh=full_refresh)
        patch.setattr(dbt, "run_dbt", run_dbt)
    return listed
