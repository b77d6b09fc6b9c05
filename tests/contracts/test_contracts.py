"""Every contract describes its feed completely, and what is generated from it is up to date."""

import csv
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from pydantic import ValidationError

from ingestion.checks import Holds
from ingestion.checks.words import FILE_FACTS
from ingestion.contract import (
    CONTRACTS_DIR,
    Contract,
    load_contract,
    load_contracts,
    load_file_rules,
    load_version_rules,
)
from ingestion.raw_columns import raw_columns
from ingestion.render import drift, render_all, write_all
from ingestion.render.feed_page import feed_page
from ingestion.render.odcs import odcs_document
from ingestion.render.words import rule_in_words
from ingestion.settings import PROJECT_ROOT

FILES = sorted(CONTRACTS_DIR.glob("*.yml"))
CONTRACTS = [path for path in FILES if not path.name.startswith("_")]
MOST_LINES = 130

each_file = pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PROJECT_ROOT)))
each_contract = pytest.mark.parametrize(
    "path", CONTRACTS, ids=lambda p: str(p.relative_to(PROJECT_ROOT))
)


def test_there_is_a_contract_for_every_feed() -> None:
    assert {path.stem for path in CONTRACTS} == {
        "household_roster",
        "income_detail",
        "village_submission",
        "social_security",
        "medical_insurance",
        "employment",
        "civil_affairs",
        "disability",
        "farm_subsidy",
        "farm_insurance",
        "linkage_projects",
        "small_loan",
        "training",
        "workshop",
        "public_post",
        "consumption",
        "collective_economy",
        "land_shares",
        "worklist_answer",
    }


@each_contract
def test_a_contract_loads(path: Path) -> None:
    assert load_contract(path).feed == path.stem


@each_contract
def test_a_misspelt_key_is_an_error_wherever_it_stands(path: Path) -> None:
    for place in ("contract", "part", "column", "rule", "check"):
        with pytest.raises(ValidationError, match="headder"):
            Contract.model_validate(_with_misspelt_key(path, place))


def _with_misspelt_key(path: Path, place: str) -> dict[str, Any]:
    # Through JSON, because YAML anchors share one object between two places of the file.
    contract: dict[str, Any] = json.loads(load_contract(path).model_dump_json(exclude_unset=True))
    part = contract["parts"][0]
    rule = next(iter(part["rules"].values()))
    target = {
        "contract": contract,
        "part": part,
        "column": next(iter(part["columns"].values())),
        "rule": rule,
        "check": rule["checks"][0],
    }[place]
    target["headder"] = "村代码"
    return contract


@each_contract
def test_no_header_stands_for_two_columns(path: Path) -> None:
    for part in load_contract(path).parts:
        headers = [header for column in part.columns.values() for header in column.headers()]
        assert len(set(headers)) == len(headers)


@each_contract
def test_every_rule_tells_the_sender_what_to_do_in_chinese(path: Path) -> None:
    for part in load_contract(path).parts:
        for code, rule in part.rules.items():
            assert _is_chinese_sentence(rule.message), code


def test_the_rules_of_every_file_are_there_with_a_message() -> None:
    rules = load_file_rules()
    assert list(rules) == ["F06", "F01", "F02", "F03", "F04", "F05", "F07", "F10", "F08"]
    assert list(load_version_rules()) == ["F09"]
    told = [rule.message for rule in rules.values()]
    told += [rule.message for rule in load_version_rules().values()]
    assert all(map(_is_chinese_sentence, told))


def _is_chinese_sentence(text: str) -> bool:
    return text.endswith("。") and any("一" <= character <= "鿿" for character in text)


@each_file
def test_a_contract_can_be_read_in_one_go(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@each_contract
def test_no_clear_id_name_or_phone_number_has_a_raw_column(path: Path) -> None:
    for part in load_contract(path).parts:
        tokenised = {name for name, column in part.columns.items() if column.is_tokenised}
        assert not tokenised & {column.name for column in raw_columns(part)}


@each_contract
def test_raw_columns_are_unique_and_described(path: Path) -> None:
    for part in load_contract(path).parts:
        columns = raw_columns(part)
        assert len({column.name for column in columns}) == len(columns)
        assert all(column.description.endswith(".") for column in columns)


@each_contract
def test_the_feed_is_a_valid_open_data_contract(path: Path) -> None:
    standard = json.loads(
        (files("open_data_contract_standard") / "schema.json").read_text(encoding="utf-8")
    )
    jsonschema.Draft201909Validator(standard).validate(odcs_document(load_contract(path)))


@each_contract
def test_the_open_data_contract_has_every_column_and_rule(path: Path) -> None:
    contract = load_contract(path)
    document = odcs_document(contract)
    for part, table in zip(contract.parts, document["schema"], strict=True):
        assert [entry["name"] for entry in table["properties"]] == list(part.columns)
        assert [entry["name"] for entry in table.get("quality", [])] == list(part.rules)


@each_contract
def test_the_feed_page_names_every_header_alias_and_rule(path: Path) -> None:
    contract = load_contract(path)
    page = feed_page(contract)
    for part in contract.parts:
        for column in part.columns.values():
            assert all(header in page for header in column.headers())
        for code, rule in part.rules.items():
            assert f"| {code} | {rule.severity} | {rule_in_words(rule, part)} |" in page


def test_every_fact_about_a_file_can_be_said_in_words() -> None:
    checks = [check for rule in load_file_rules().values() for check in rule.checks]
    assert {check.column for check in checks if isinstance(check, Holds)} == set(FILE_FACTS)


def test_generated_files_are_what_their_contracts_say() -> None:
    """If this fails: run `zengshou render`, and never edit a generated file by hand."""
    assert drift(PROJECT_ROOT) == []


def test_generated_yaml_can_be_read() -> None:
    for path, text in render_all(PROJECT_ROOT).items():
        if path.suffix in (".yml", ".yaml"):
            assert yaml.safe_load(text)


def test_a_file_edited_by_hand_is_brought_back(tmp_path: Path) -> None:
    write_all(tmp_path)
    page = tmp_path / "docs" / "feeds" / "employment.md"
    page.write_text(page.read_text(encoding="utf-8") + "by hand", encoding="utf-8")
    assert write_all(tmp_path) == [page]
    assert drift(tmp_path) == []


def test_files_of_a_feed_that_is_gone_are_removed_and_other_files_are_left(tmp_path: Path) -> None:
    write_all(tmp_path)
    employment = (tmp_path / "docs" / "feeds" / "employment.md").read_text(encoding="utf-8")
    gone = tmp_path / "docs" / "feeds" / "housing.md"
    gone.write_text(employment, encoding="utf-8")
    written_by_hand = tmp_path / "docs" / "feeds" / "how-to-add-a-feed.md"
    written_by_hand.write_text("# How to add a feed\n", encoding="utf-8")
    assert write_all(tmp_path) == [gone]
    assert not gone.exists()
    assert written_by_hand.exists()


def test_the_villages_due_day_is_the_one_of_the_policy() -> None:
    """The contract says when to look for files, the policy when they are late: the same day."""
    path = PROJECT_ROOT / "dbt_project" / "seeds" / "policy_parameters.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] == "submission_due_day"]
    in_force = [row["value"] for row in rows if not row["valid_to"]]
    assert in_force == [str(load_contracts()["village_submission"].due_day)]


def test_every_link_mode_of_the_contract_has_a_stream() -> None:
    seed = PROJECT_ROOT / "dbt_project" / "seeds" / "link_modes.csv"
    with seed.open(encoding="utf-8", newline="") as file:
        modes = {row["mode"] for row in csv.DictReader(file)}
    part = load_contracts()["linkage_projects"].part("linkage_household")
    assert modes == set(part.columns["mode"].allowed or ())


def test_the_seed_of_expected_files_equals_the_contracts() -> None:
    seed = csv.DictReader(
        (PROJECT_ROOT / "dbt_project/seeds/feed_contracts.csv").read_text("utf-8").splitlines()
    )
    contracts = load_contracts()
    assert [
        (row["feed"], row["kind"], row["period"], row["unit"], row["due_day"]) for row in seed
    ] == [
        (name, kind, one.period, one.replaces.value, str(one.due_day or ""))
        for name, one in contracts.items()
        for kind in one.kinds or ["all"]
    ]
