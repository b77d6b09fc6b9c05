"""Labels, dashboards and measures: what the project tells those who read its tables."""

import re
from typing import Any

import pytest

from zengshou import words

Manifest = dict[str, Any]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
LONGEST_NAME = 63
UNITS = r"\((元|元/人|人|户|格|月|个|份|行|条|分|分/户|比例|百分制)\)$"
#: Numbers that are not counts, or whose unit is in another column of the row.
WITHOUT_UNIT = {
    *("income_year", "assessment_year", "rank", "numerator", "denominator", "value"),
    *("observed", "threshold", "load_id", "row_number"),
    *("measure", "previous_value", "target"),
}


def _marts(manifest: Manifest) -> list[dict[str, Any]]:
    nodes = manifest["nodes"].values()
    return [one for one in nodes if one["resource_type"] == "model" and one["fqn"][1] == "marts"]


def _columns(manifest: Manifest) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    return [
        (f"{mart['name']}.{column['name']}", column, column["config"]["meta"])
        for mart in _marts(manifest)
        for column in mart["columns"].values()
    ]


def test_every_mart_and_column_has_a_chinese_label_that_postgresql_keeps_whole(
    manifest: Manifest,
) -> None:
    labels = {mart["name"]: mart["config"]["meta"].get("label_zh", "") for mart in _marts(manifest)}
    labels |= {name: meta.get("label_zh", "") for name, _, meta in _columns(manifest)}
    assert [name for name, label in labels.items() if not CHINESE.search(label)] == []
    assert [name for name, label in labels.items() if len(label.encode()) > LONGEST_NAME] == []


def test_no_two_labels_of_a_mart_are_the_same(manifest: Manifest) -> None:
    views = [mart["config"]["meta"]["label_zh"] for mart in _marts(manifest)]
    assert len(views) == len(set(views))
    for mart in _marts(manifest):
        labels = [column["config"]["meta"]["label_zh"] for column in mart["columns"].values()]
        assert len(labels) == len(set(labels)), mart["name"]


def test_the_label_of_every_number_names_its_unit(manifest: Manifest) -> None:
    assert [
        f"{name}: {meta['label_zh']}"
        for name, column, meta in _columns(manifest)
        if re.match(r"numeric|integer|bigint", column["data_type"])
        and column["name"] not in WITHOUT_UNIT
        and not re.search(UNITS, meta["label_zh"])
    ] == []


def test_every_code_that_a_mart_may_hold_has_a_chinese_name(manifest: Manifest) -> None:
    missing = []
    for test in manifest["nodes"].values():
        kind = test.get("test_metadata") or {}
        node = manifest["nodes"].get(test.get("attached_node") or "", {})
        if kind.get("name") != "accepted_values" or node.get("fqn", ["", ""])[1] != "marts":
            continue
        meta = node["columns"][kind["kwargs"]["column_name"]]["config"]["meta"]
        missing += [
            f"{node['name']}.{kind['kwargs']['column_name']}: {code}"
            for code in kind["kwargs"]["values"]
            if not CHINESE.search(code)
            and code not in (words.names(meta["terms"]) if "terms" in meta else {})
            and kind["kwargs"]["column_name"] != "table_name"  # a table of raw, for SQL
        ]
    assert missing == []


@pytest.mark.parametrize(
    "name",
    [
        "county_score_workbook",
        "monthly_dispatch",
        "quarterly_report",
        "static_page",
        *("superset_city_overview", "superset_county", "superset_submissions"),
        *("superset_warnings", "superset_assessment"),
    ],
)
def test_every_report_says_what_it_reads_and_who_answers_for_it(
    manifest: Manifest, name: str
) -> None:
    exposure = next(one for one in manifest["exposures"].values() if one["name"] == name)
    assert CHINESE.search(exposure["owner"]["name"])
    assert exposure["owner"]["email"] is None
    assert CHINESE.search(exposure["label"])
    assert exposure["depends_on"]["nodes"]
    for read in exposure["depends_on"]["nodes"]:
        assert manifest["nodes"][read]["fqn"][1] == "marts", read


def test_measures_rest_on_marts_and_carry_chinese_labels_with_units(manifest: Manifest) -> None:
    assert manifest["semantic_models"]
    for model in manifest["semantic_models"].values():
        assert [manifest["nodes"][one]["fqn"][1] for one in model["depends_on"]["nodes"]] == [
            "marts"
        ]
        assert [
            one["name"] for one in model["dimensions"] if not CHINESE.search(one["label"])
        ] == []
    labels = {metric["name"]: metric["label"] for metric in manifest["metrics"].values()}
    assert {"net_income", "per_capita", "per_capita_growth", "on_time_share"} <= set(labels)
    assert [name for name, label in labels.items() if not re.search(r"\(.+\)$", label)] == []
