"""The database's own readings of cells, as functions."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import ingestion

SQL = Path(ingestion.__file__).parent / "migrations" / "sql"

Reading = Callable[[str | None], Any]


@pytest.fixture(scope="module")
def database(database_url: str) -> Iterator[psycopg.Connection]:
    """A connection whose changes are undone in the end."""
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        for script in ("cell_functions.sql", "cell_dates.sql"):
            connection.execute((SQL / script).read_bytes())
        yield connection
        connection.rollback()


def reading(database: psycopg.Connection, function: str) -> Reading:
    def read(value: str | None) -> Any:
        row = database.execute(f"select cell.{function}(%s::text)".encode(), (value,)).fetchone()
        assert row is not None
        return row[0]

    return read


@pytest.fixture(scope="module")
def money(database: psycopg.Connection) -> Reading:
    return reading(database, "money")


@pytest.fixture(scope="module")
def month(database: psycopg.Connection) -> Reading:
    return reading(database, "month")


@pytest.fixture(scope="module")
def day(database: psycopg.Connection) -> Reading:
    return reading(database, "day")


@pytest.fixture(scope="module")
def whole(database: psycopg.Connection) -> Reading:
    return reading(database, "whole")


@pytest.fixture(scope="module")
def text(database: psycopg.Connection) -> Reading:
    return reading(database, "text")


@pytest.fixture(scope="module")
def code(database: psycopg.Connection) -> Reading:
    return reading(database, "code")
