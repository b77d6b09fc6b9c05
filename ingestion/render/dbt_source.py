"""Contract → dbt source: the tables of a feed as received, and their rows that count."""

from pathlib import PurePosixPath
from typing import Any

from ingestion.accepted_rows import SCHEMA
from ingestion.column import PersonalData
from ingestion.contract import Contract, Part
from ingestion.raw_columns import RawColumn, raw_columns
from ingestion.render.words import generated_note
from ingestion.render.yaml_text import yaml_text

RAW_SCHEMA = "raw"


def dbt_source_path(contract: Contract) -> PurePosixPath:
    """The path of a feed's source file from the repository's root."""
    folder = PurePosixPath("dbt_project/models/staging", contract.feed)
    return folder / f"_{contract.feed}__source.yml"


def dbt_source(contract: Contract) -> str:
    """The text of the feed's dbt source file: two relations per part, every column described."""
    received = {
        "name": RAW_SCHEMA,
        "schema": RAW_SCHEMA,
        "tables": [_table(contract, part) for part in contract.parts],
    }
    accepted = {
        "name": SCHEMA,
        "schema": SCHEMA,
        "tables": [_accepted(part) for part in contract.parts],
    }
    sources = {"version": 2, "sources": [received, accepted]}
    return yaml_text(sources, note=generated_note(contract.feed))


def _table(contract: Contract, part: Part) -> dict[str, Any]:
    return {
        "name": part.table,
        "description": (
            f"{contract.title_en} ({contract.title}, {part.title}), as received from the"
            f" {contract.owner.sender_en} ({contract.owner.sender}). One row is {part.one_row_is},"
            " in one received file."
        ),
        "columns": [_column(column) for column in raw_columns(part)],
    }


def _accepted(part: Part) -> dict[str, Any]:
    judgement = {
        "name": "judgement_id",
        "data_type": "bigint",
        "description": "The judgement on the file's rows (ops.judgement, gate reject).",
    }
    return {
        "name": part.table,
        "description": (
            f"Rows of {RAW_SCHEMA}.{part.table} that count at a judgement. Read the rows of one"
            " judgement per file."
        ),
        "columns": [judgement, *(_column(column) for column in raw_columns(part))],
    }


def _column(column: RawColumn) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": column.name,
        "data_type": column.type,
        "description": column.description,
    }
    if column.personal is not PersonalData.NONE:
        entry["config"] = {"meta": {"personal_data": column.personal.value}}
    return entry
