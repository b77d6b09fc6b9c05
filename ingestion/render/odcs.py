"""Contract → Open Data Contract Standard, for data catalogues and other offices.

The document describes the file as sent. Its version is a digest of the contract, so it changes
exactly when the contract changes.
"""

import hashlib
from pathlib import PurePosixPath
from typing import Any

from open_data_contract_standard.model import OpenDataContractStandard

from ingestion.checks import Filled, InPeriod, ValidCitizenId
from ingestion.column import CellType, Column, PersonalData
from ingestion.contract import Contract, Part, Rule, Severity
from ingestion.render.words import (
    due_in_words,
    form_in_words,
    generated_note,
    replaces_in_words,
    rule_in_words,
)
from ingestion.render.yaml_text import yaml_text

ODCS_VERSION = "v3.2.0"

LOGICAL_TYPES = {
    CellType.TEXT: "string",
    CellType.CODE: "string",
    CellType.CITIZEN_ID: "string",
    CellType.NAME: "string",
    CellType.PHONE: "string",
    CellType.MONEY: "number",
    CellType.INTEGER: "integer",
    CellType.MONTH: "string",
    CellType.DATE: "date",
    CellType.END_DATE: "date",
    CellType.DAYS: "integer",
    CellType.SHARE: "number",
    CellType.YEAR: "integer",
    CellType.CERTIFICATE: "string",
}

# The classification names in the standard's examples, by class of personal data.
CLASSIFICATION = {
    PersonalData.NONE: None,
    PersonalData.IDENTIFYING: "restricted",
    PersonalData.SENSITIVE: "confidential",
}

SEVERITY = {Severity.REJECT: "error", Severity.WARN: "warning"}
SEVERITY_MEANS = {
    Severity.REJECT: "The row is kept out of the warehouse, with its reason.",
    Severity.WARN: "The row is loaded and the finding is kept.",
}


def odcs_path(contract: Contract) -> PurePosixPath:
    """The path of a feed's document from the repository's root."""
    return PurePosixPath("docs/feeds/odcs", f"{contract.feed}.odcs.yaml")


def odcs_text(contract: Contract) -> str:
    """The feed's document as YAML text."""
    return yaml_text(odcs_document(contract), note=generated_note(contract.feed))


def odcs_document(contract: Contract) -> dict[str, Any]:
    """The feed's document; raises pydantic's ValidationError if it violates the standard."""
    document: dict[str, Any] = _without_blanks(
        {
            "apiVersion": ODCS_VERSION,
            "kind": "DataContract",
            "id": f"zengshou.{contract.feed}",
            "name": contract.feed,
            "version": _version(contract),
            "status": "active",
            "domain": "rural revitalisation",
            "description": {
                "purpose": f"{contract.title_en} ({contract.title}), {form_in_words(contract)}.",
                "usage": f"A new version replaces {replaces_in_words(contract)}.",
                "limitations": "Personal data: see the classification of each property.",
            },
            "team": {"name": contract.owner.sender_en, "description": contract.owner.sender},
            "slaProperties": _sla(contract),
            "schema": [_schema_object(part) for part in contract.parts],
        }
    )
    OpenDataContractStandard.model_validate(document)
    return document


def _version(contract: Contract) -> str:
    return hashlib.sha256(contract.model_dump_json(exclude_defaults=True).encode()).hexdigest()[:12]


def _sla(contract: Contract) -> list[dict[str, Any]]:
    frequency = {"property": "frequency", "value": 1, "unit": contract.period}
    if contract.due_day is None:
        return [frequency]
    due = {"value": contract.due_day, "unit": "d", "description": due_in_words(contract)}
    return [frequency, {"property": "timeOfAvailability", **due}]


def _schema_object(part: Part) -> dict[str, Any]:
    return {
        "name": part.table,
        "logicalType": "object",
        "physicalType": "file" if part.layout.sheet is None else "sheet",
        "physicalName": part.title,
        "businessName": part.title,
        "dataGranularityDescription": f"One row is {part.one_row_is}.",
        "properties": [_property(name, column, part) for name, column in part.columns.items()],
        "quality": [_quality(code, rule, part) for code, rule in part.rules.items()],
    }


def _property(name: str, column: Column, part: Part) -> dict[str, Any]:
    is_key = name in part.key
    return {
        "name": name,
        "physicalName": column.header,
        "businessName": column.header,
        "description": column.note,
        "logicalType": LOGICAL_TYPES[column.type],
        "physicalType": column.type.value,
        "required": name in required_columns(part) or None,
        "primaryKey": is_key or None,
        "primaryKeyPosition": part.key.index(name) + 1 if is_key else None,
        "classification": CLASSIFICATION[column.personal],
        "enum": [{"value": value} for value in column.allowed],
        "synonyms": [{"synonym": alias.header, "locale": "zh-CN"} for alias in column.aliases],
        "customProperties": [{"property": "unit", "value": column.unit}] if column.unit else [],
    }


def required_columns(part: Part) -> set[str]:
    """Columns in which a blank cell always rejects the row."""
    return {
        check.column
        for rule in part.rules.values()
        if rule.severity is Severity.REJECT
        for check in rule.checks
        if isinstance(check, Filled | InPeriod | ValidCitizenId) and check.when is None
    }


def _quality(code: str, rule: Rule, part: Part) -> dict[str, Any]:
    checks = [check.model_dump(exclude_none=True, exclude_defaults=True) for check in rule.checks]
    return {
        "name": code,
        "type": "custom",
        "engine": "great-expectations",
        "implementation": {"checks": checks},
        "description": f"{rule_in_words(rule, part)}. {rule.message}",
        "severity": SEVERITY[rule.severity],
        "businessImpact": SEVERITY_MEANS[rule.severity],
    }


def _without_blanks(value: Any) -> Any:
    """The same value without empty keys: None and empty lists."""
    if isinstance(value, dict):
        kept = {key: _without_blanks(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, [])}
    return [_without_blanks(item) for item in value] if isinstance(value, list) else value
