"""Contract → dbt source: the raw tables of a feed, so that dbt knows and documents them."""

from pathlib import PurePosixPath
from typing import Any

from ingestion.contract import Contract, Part, PersonalData
from ingestion.raw_columns import RawColumn, raw_columns
from ingestion.render.words import generated_note
from ingestion.render.yaml_text import yaml_text

RAW_SCHEMA = "raw"


def dbt_source_path(contract: Contract) -> PurePosixPath:
    """Where the source file of a feed stands, from the repository's root."""
    folder = PurePosixPath("dbt_project/models/staging", contract.feed)
    return folder / f"_{contract.feed}__source.yml"


def dbt_source(contract: Contract) -> str:
    """The text of the feed's dbt source file: one table per part, every column described."""
    source = {
        "name": RAW_SCHEMA,
        "schema": RAW_SCHEMA,
        "tables": [_table(contract, part) for part in contract.parts],
    }
    return yaml_text({"version": 2, "sources": [source]}, note=generated_note(contract.feed))


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


def _column(column: RawColumn) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": column.name,
        "data_type": column.type,
        "description": column.description,
    }
    if column.personal is not PersonalData.NONE:
        entry["config"] = {"meta": {"personal_data": column.personal.value}}
    return entry
