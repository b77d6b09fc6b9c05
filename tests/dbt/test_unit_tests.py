"""Each rule's examples (dbt unit tests) hold on a real PostgreSQL."""

from typing import Any


def test_every_example_of_every_rule_holds(
    unit_test_results: dict[str, tuple[str, str]], manifest: dict[str, Any]
) -> None:
    failed = {name: found for name, found in unit_test_results.items() if found[0] != "pass"}
    assert failed == {}
    assert set(unit_test_results) == {test["name"] for test in manifest["unit_tests"].values()}
