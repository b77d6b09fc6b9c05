"""The raw tables as SQLAlchemy metadata, one per part of a contract."""

from typing import Any

import sqlalchemy as sa

from ingestion.column import CellType
from ingestion.contract import Contract
from ingestion.raw_columns import raw_columns

SQL_TYPES: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "bigint": sa.BigInteger,
    "integer": sa.Integer,
    "boolean": sa.Boolean,
    "text": sa.Text,
    "date": sa.Date,
}
LOADER_COLUMNS = ("load_id", "row_number", "is_total", "is_subtotal", "place")


def raw_metadata(contracts: dict[str, Contract]) -> sa.MetaData:
    """Tables of schema `raw`: cells as received, one row for each row of a file, append-only."""
    metadata = sa.MetaData(schema="raw")
    for contract in contracts.values():
        for part in contract.parts:
            sa.Table(
                part.table,
                metadata,
                *(
                    sa.Column(
                        column.name,
                        SQL_TYPES[column.type](),
                        nullable=column.name not in LOADER_COLUMNS,
                        comment=column.description,
                    )
                    for column in raw_columns(part)
                ),
                sa.Index(f"{part.table}_load", "load_id"),
                comment=f"{part.title}: {part.one_row_is}, as received",
            )
    return metadata


def token_columns(contracts: dict[str, Contract]) -> dict[str, list[str]]:
    """The columns with tokens, by raw table; tables without tokens are left out."""
    found = {
        part.table: [f"{name}_token" for name, one in part.columns.items() if one.is_tokenised]
        for contract in contracts.values()
        for part in contract.parts
    }
    return {table: columns for table, columns in found.items() if columns}


def code_columns(contracts: dict[str, Contract]) -> dict[str, list[str]]:
    """The columns with codes, in which the token of a citizen ID may stand, by raw table."""
    found = {
        part.table: part.columns_of(CellType.CODE)
        for contract in contracts.values()
        for part in contract.parts
    }
    return {table: columns for table, columns in found.items() if columns}
