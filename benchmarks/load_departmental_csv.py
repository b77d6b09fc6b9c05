"""A departmental CSV to `raw` with its ledger line, compared with \\copy, pandas.to_sql and dlt.

Ours decodes GBK, checks citizen IDs and replaces IDs and names by keyed tokens; for people whom
only departments name it stores no clear value. The others store the clear values unchanged.

dlt is measured twice: passing the file unread to COPY, the fastest way found, and reading it with
its own reader. (Arrow tables to COPY or by ADBC were in between: 5 s for the million rows.)
"""

import os
import subprocess
import tempfile
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from benchmarks.measure import Side, chosen_scale, compare, interleave
from benchmarks.pension_lines import FEED, HEADERS, write_pension_lines
from benchmarks.workplace import Workplace, workplace
from ingestion.contract import load_contracts
from ingestion.database import engine_for
from ingestion.load.receive import receive
from ingestion.settings import PROJECT_ROOT, Settings
from zengshou.local.postgres_location import client_program

LINES = {"tiny": 2_000, "small": 200_000, "full": 1_000_000}
DLT_PYTHON = PROJECT_ROOT / ".venv-dlt" / "bin" / "python"
#: dlt reads them during import.
DLT_SETTINGS = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "SCHEMA__NAMING": "direct",  # otherwise Chinese headers all become "_"
    "DATA_WRITER__DISABLE_COMPRESSION": "true",
}
MEASURED = "departmental CSV to `raw`, with its ledger line"
#: The comparisons: name of the row, the other side, the maximum ratio.
BESIDE = (
    ("load_departmental_csv", "`psql \\copy` of the same bytes into text columns", 4),
    ("load_departmental_csv_pandas", "pandas.read_csv and to_sql", 0.2),
    ("load_departmental_csv_dlt", "dlt handing the file to COPY unread", 0.2),
    ("load_departmental_csv_dlt_read", "dlt reading the file with its `read_csv`", 0.2),
)


def main(scale: str) -> None:
    """Measure and store the rows of the table."""
    with workplace() as place:
        file = write_pension_lines(place.landing, LINES[scale])
        size = {"rows": LINES[scale], "bytes": file.stat().st_size}
        ours, *others = interleave(_sides(place, file, place.make_template()))
    for other, (name, beside, aim) in zip(others, BESIDE, strict=True):
        compare(name, MEASURED, (ours, other), beside=beside, aim=aim, scale=scale, size=size)


def _sides(place: Workplace, file: Path, warehouse: str) -> list[Side]:
    """Ours, then the others in the order of `BESIDE`."""
    return [
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
        Side("dlt copy", _go, lambda: _dlt(place, file, "copy")),
        Side("dlt read_csv", _go, lambda: _dlt(place, file, "read")),
    ]


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
    import pandas as pd  # noqa: F401 its import is not measured

    return place.copy()


def _pandas(place: Workplace, database: str, file: Path) -> None:
    import pandas as pd

    lines = pd.read_csv(file, encoding="gb18030", dtype=str)
    lines.to_sql("lines", sa.create_engine(place.url(database)), index=False, chunksize=10_000)


def _dlt(place: Workplace, file: Path, way: str) -> "subprocess.Popen[str]":
    """Start dlt in its environment and wait until its imports are done."""
    script = Path(__file__).parent / "dlt_side" / "load.py"
    folder = {"DLT_DATA_DIR": tempfile.mkdtemp(dir=place.folder)}
    started = subprocess.Popen(
        [DLT_PYTHON, script, way, place.dsn(place.copy()), file],
        env=os.environ | DLT_SETTINGS | folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if started.stdout is None or started.stdout.readline() != "ready\n":
        raise RuntimeError("dlt does not start; `make bench` installs it")
    return started


def _go(dlt: "subprocess.Popen[str]") -> None:
    dlt.communicate("go\n")
    if dlt.returncode:
        raise RuntimeError("dlt did not load the file")


if __name__ == "__main__":
    main(chosen_scale())
