"""A departmental CSV to `raw` with its ledger line, beside psql's \\copy and pandas.to_sql.

Ours decodes GBK, replaces citizen IDs and names by keyed tokens and keeps the clear values
encrypted; the others keep the clear values as they are.
"""

import subprocess
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from benchmarks.measure import Side, chosen_scale, compare, interleave
from benchmarks.pension_lines import FEED, HEADERS, write_pension_lines
from benchmarks.workplace import Workplace, workplace
from ingestion.contract import load_contracts
from ingestion.database import engine_for
from ingestion.load import receive
from ingestion.settings import Settings
from zengshou.postgres_place import client_program

LINES = {"tiny": 2_000, "small": 200_000, "full": 1_000_000}
MEASURED = "departmental CSV to `raw`, with its ledger line"


def main(scale: str) -> None:
    """Measure and keep the rows of the table."""
    with workplace() as place:
        file = write_pension_lines(place.landing, LINES[scale])
        size = {"rows": LINES[scale], "bytes": file.stat().st_size}
        warehouse = place.make_template()
        ours, psql, pandas = interleave(
            [
                Side(
                    "zengshou receive",
                    lambda database: _receive(place, database),
                    lambda: place.copy(warehouse),
                ),
                Side(
                    "psql \\copy",
                    lambda database: _psql(place, database, file),
                    lambda: _with_text_table(place),
                ),
                Side(
                    "pandas.to_sql",
                    lambda database: _pandas(place, database, file),
                    lambda: _with_pandas(place),
                ),
            ]
        )
    name = "load_departmental_csv"
    beside = "`psql \\copy` of the same bytes into text columns"
    compare(name, MEASURED, (ours, psql), beside=beside, aim=1.6, scale=scale, size=size)
    name, beside = f"{name}_pandas", "pandas.read_csv and to_sql"
    compare(name, MEASURED, (ours, pandas), beside=beside, aim=0.2, scale=scale, size=size)


def _receive(place: Workplace, database: str) -> None:
    url = place.url(database)
    settings = Settings(database_url=url, max_packed_mb=1000)
    received = receive(engine_for(url), load_contracts()[FEED], str(place.landing), settings)
    if received.files != 1 or received.unreadable:
        raise RuntimeError(f"not loaded: {received}")


def _with_text_table(place: Workplace) -> str:
    database = place.copy()
    columns = [sql.SQL("{} text").format(sql.Identifier(header)) for header in HEADERS]
    with psycopg.connect(place.dsn(database)) as connection:
        connection.execute(sql.SQL("create table lines ({})").format(sql.SQL(", ").join(columns)))
    return database


def _psql(place: Workplace, database: str, file: Path) -> None:
    copy = f"\\copy lines from '{file}' with (format csv, header, encoding 'GB18030')"
    arguments = ["--no-psqlrc", "--quiet", "--command", copy, place.dsn(database)]
    subprocess.run([client_program("psql"), *arguments], check=True)


def _with_pandas(place: Workplace) -> str:
    import pandas as pd  # noqa: F401 its import is not part of the work

    return place.copy()


def _pandas(place: Workplace, database: str, file: Path) -> None:
    import pandas as pd

    lines = pd.read_csv(file, encoding="gb18030", dtype=str)
    lines.to_sql("lines", sa.create_engine(place.url(database)), index=False, chunksize=10_000)


if __name__ == "__main__":
    main(chosen_scale())
