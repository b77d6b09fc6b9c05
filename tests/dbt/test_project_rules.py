"""What holds for every model of the dbt project, read from the project as dbt parses it."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from zengshou.warehouse.dbt import SEEDS

Manifest = dict[str, Any]
RANK = {"staging": 0, "intermediate": 1, "marts": 2}

#: interface.md, Tables: the tables that reports and scripts use.
PUBLIC_COLUMNS = {
    "dim_division": "division_code division_name level parent_code county_code is_reporting_unit",
    "dim_household": "household_id village_code township_code county_code household_type "
    "monitored_kind risk_cleared head_name_masked head_id_token",
    "fct_household_month": "household_id month income_year county_code township_code village_code "
    "wage business property transfer business_cost net_income rigid_spending current_members "
    "reason",
    "household_year": "household_id income_year county_code annual_members net_income per_capita "
    "prior_per_capita basis months_reported",
    "household_projection": "household_id as_of_month income_year method projected_net "
    "projected_per_capita incomplete",
    "household_focus": "household_id month list county_code reason measure",
    "warning": "warning_id household_id county_code rule month level observed threshold "
    "opened_month due_date status overdue",
    "worklist": "worklist_id list subject_kind subject_key household_id county_code village_code "
    "owner month opened_month due_date amount status overdue",
    "division_month": "division_code level month income_year households members net_income "
    "ytd_per_capita prior_ytd_per_capita matched_growth",
    "division_year": "division_code level income_year per_capita prior_per_capita growth "
    "panel_growth matched_growth coverage target_growth target_met",
    "submission_status": "village_code county_code month expected received on_time versions "
    "rows_received rows_accepted rows_rejected",
    "reconciliation": "household_id county_code month item declared departmental status",
    "county_indicator": "assessment_year as_of_month county_code indicator numerator denominator "
    "value points max_points applicable",
    "measure_status": "division_code level month measure indicator numerator denominator value "
    "previous_value target applicable",
    "entitlement_gap": "household_id county_code village_code month list clause owner items "
    "months_open amount",
    "funds_trail": "county_code project_no month household_id category allotted spent due paid "
    "paid_months declared stage",
    "county_score": "assessment_year as_of_month county_code county_name per_capita "
    "prior_per_capita growth target_growth target_met score grade treatment rank coverage status",
}


def _models(manifest: Manifest) -> dict[str, Any]:
    nodes = manifest["nodes"].items()
    return {key: node for key, node in nodes if node["resource_type"] == "model"}


def _layer(node: dict[str, Any]) -> str:
    """The folder under `models`: staging, intermediate or marts."""
    return str(node["fqn"][1])


def _read(manifest: Manifest, node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The models and sources a model reads; seeds hold policy and may be read anywhere."""
    for key in node["depends_on"]["nodes"]:
        if key.startswith("source."):
            yield manifest["sources"][key]
        elif key.startswith("model."):
            yield manifest["nodes"][key]


def test_every_model_lies_in_one_of_the_three_layers(manifest: Manifest) -> None:
    assert {_layer(node) for node in _models(manifest).values()} == set(RANK)


def test_only_staging_reads_what_was_received(manifest: Manifest) -> None:
    assert [
        f"{node['name']} reads {read['source_name']}.{read['name']}"
        for node in _models(manifest).values()
        for read in _read(manifest, node)
        if read["resource_type"] == "source" and _layer(node) != "staging"
    ] == []


def test_no_model_names_a_table_of_received_data_past_its_source(manifest: Manifest) -> None:
    assert {source["source_name"] for source in manifest["sources"].values()} == {
        "accepted",
        "ops",
        "raw",
    }
    assert [
        node["name"]
        for node in _models(manifest).values()
        if re.search(r"\b(from|join)\s+(accepted|raw|ops|vault)\.", node["raw_code"])
    ] == []


def test_models_read_downwards_only(manifest: Manifest) -> None:
    assert [
        f"{node['name']} ({_layer(node)}) reads {read['name']} ({_layer(read)})"
        for node in _models(manifest).values()
        for read in _read(manifest, node)
        if read["resource_type"] == "model" and RANK[_layer(read)] > RANK[_layer(node)]
    ] == []


def test_models_below_authorisations_are_made_new_from_the_first_authorised_month(
    manifest: Manifest,
) -> None:
    """A late authorisation touches them, as the build's plan says, and no others
    (zengshou/warehouse/build_plan.py)."""
    below: set[str] = set()
    found = {"model.zengshou.int_household_authorisation"}
    while found:
        found = {child for key in found for child in manifest["child_map"][key]} - below
        below |= found
    by_month = {
        key: node["config"]["meta"].get("rests_on_authorisations", False)
        for key, node in _models(manifest).items()
        if node["config"]["materialized"] == "incremental"
        and node["config"]["incremental_strategy"] == "by_month"
    }
    assert {key for key, says_so in by_month.items() if says_so} == below & by_month.keys()
    assert 0 < len(below & by_month.keys()) < len(by_month)


def test_a_working_table_holds_the_months_that_its_readers_ask_for(manifest: Manifest) -> None:
    """Also of readers through views; what is read outside dbt asks for any month
    (dbt_project/macros/increments/working_tables.sql)."""
    models = _models(manifest)

    def readers(key: str) -> Iterator[str]:
        for child in manifest["child_map"][key]:
            if models.get(child, {}).get("config", {}).get("materialized") in ("view", "ephemeral"):
                yield from readers(child)
            elif child in models or child in manifest["exposures"]:
                yield child

    def rests(key: str) -> bool:
        return bool(models[key]["config"]["meta"].get("rests_on_authorisations"))

    def filters(key: str, reader: str) -> Iterator[str]:
        """What each query of the reader that names the table says of it, up to the query's end."""
        _, *queries = models[reader]["raw_code"].split(f"ref('{models[key]['name']}')")
        yield from (re.split(r"\n\n? *\)|\n *group by|\n *union", query)[0] for query in queries)

    working = [
        key
        for key, node in models.items()
        if _layer(node) == "intermediate" and node["config"]["meta"].get("made_new") == "by_month"
    ]
    assert working
    assert [
        f"{reader} asks {key} for earlier months"
        for key in working
        for reader in readers(key)
        if reader in manifest["exposures"] or (rests(reader) and not rests(key))
    ] == []
    assert [
        f"{reader} does not ask {key} for the months made new"
        for key in working
        for reader in set(readers(key)) & set(manifest["child_map"][key])
        for said in filters(key, reader)
        if not re.search(r"\{\{ touched\('[\w.]+'\) \}\}", said)
    ] == []


def test_an_indicator_is_what_its_evidence_adds_up_to(manifest: Manifest) -> None:
    """Its rule stands in the model of its evidence alone; counties without any come from the list
    of those assessed."""
    by_name = {node["name"]: node for node in _models(manifest).values()}
    indicators = [name for name in by_name if name.startswith("int_indicator_")]
    assert indicators
    for name in indicators:
        evidence = name.replace("int_indicator_", "int_evidence_")
        read = {one["name"] for one in _read(manifest, by_name[name])}
        assert evidence in read <= {evidence, "int_assessed_county"}, name
        assert by_name[evidence]["config"]["materialized"] == "view"


@pytest.mark.parametrize("kind", ["model", "seed"])
def test_every_table_and_column_is_described(manifest: Manifest, kind: str) -> None:
    missing = []
    for node in manifest["nodes"].values():
        if node["resource_type"] != kind:
            continue
        if not node["description"].strip():
            missing.append(node["name"])
        missing += [
            f"{node['name']}.{column['name']}"
            for column in node["columns"].values()
            if not column["description"].strip()
        ]
        if not node["columns"]:
            missing.append(f"{node['name']} names no column")
    assert missing == []


def test_every_source_and_its_columns_are_described(manifest: Manifest) -> None:
    missing = [
        f"{source['name']}.{column['name']}"
        for source in manifest["sources"].values()
        for column in source["columns"].values()
        if not column["description"].strip()
    ]
    assert missing == []
    assert [s["name"] for s in manifest["sources"].values() if not s["description"].strip()] == []


def test_the_contract_of_every_mart_is_enforced(manifest: Manifest) -> None:
    marts = [node for node in _models(manifest).values() if _layer(node) == "marts"]
    assert [node["name"] for node in marts if not node["config"]["contract"]["enforced"]] == []
    assert [
        f"{node['name']}.{column['name']}"
        for node in marts
        for column in node["columns"].values()
        if not column["data_type"]
    ] == []


@pytest.mark.parametrize("table", PUBLIC_COLUMNS)
def test_a_published_table_has_at_least_its_columns(manifest: Manifest, table: str) -> None:
    marts = {node["name"]: node for node in _models(manifest).values() if _layer(node) == "marts"}
    assert set(PUBLIC_COLUMNS[table].split()) <= set(marts[table]["columns"])
    assert marts[table]["config"]["schema"] == "marts"


def test_every_model_is_tested(manifest: Manifest) -> None:
    """By examples, by tests on its data or by constraints (test_constraints.py breaks each)."""
    tested = {test["model"] for test in manifest["unit_tests"].values()}
    models = _models(manifest)
    tested |= {
        node["name"]
        for node in models.values()
        if node["constraints"] or any(one["constraints"] for one in node["columns"].values())
    }
    for test in manifest["nodes"].values():
        if test["resource_type"] == "test" and test.get("attached_node") in models:
            tested.add(models[test["attached_node"]]["name"])
    assert {node["name"] for node in models.values()} - tested == set()


def test_every_warning_rule_has_an_example_that_fires_and_one_that_does_not(
    manifest: Manifest,
) -> None:
    with (SEEDS / "warning_levels.csv").open(encoding="utf-8", newline="") as file:
        rules = {row["rule"] for row in csv.DictReader(file)}
    fires: set[str] = set()
    does_not: set[str] = set()
    for test in manifest["unit_tests"].values():
        rule = test["model"].removeprefix("int_warning_")
        if rule not in rules:
            continue
        expected = {(row["household_id"], str(row["month"])) for row in test["expect"]["rows"]}
        if expected:
            fires.add(rule)
        if _households(test) - {household for household, _ in expected}:
            does_not.add(rule)
    assert fires == rules
    assert does_not == rules


def _households(test: dict[str, Any]) -> set[str]:
    """The households that a unit test gives its model."""
    return {
        row["household_id"]
        for given in test["given"]
        for row in given["rows"]
        if "household_id" in row
    }


def test_no_two_unit_tests_share_a_name(manifest: Manifest) -> None:
    by_name = defaultdict(list)
    for test in manifest["unit_tests"].values():
        by_name[test["name"]].append(test["model"])
    assert {name: models for name, models in by_name.items() if len(models) > 1} == {}
