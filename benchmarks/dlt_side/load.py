"""Loads a GBK file to PostgreSQL with dlt, run by `.venv-dlt` (see load_departmental_csv).

`load.py copy|read URL FILE` imports its dependencies, prints a line, and starts after a line on
stdin.

`copy` passes the file unread to COPY, the fastest way found. `read` uses dlt's own reader
`read_csv` and writes its rows for COPY; dlt's default compresses and inserts them, which takes
twice as long.
"""

import sys
from pathlib import Path
from typing import Any

import dlt
import pandas as pd  # noqa: F401 read_csv imports it; the import is not measured
from dlt.common.destination.configuration import CsvFormatConfiguration
from dlt.destinations import postgres
from dlt.sources.filesystem import filesystem, read_csv

ENCODING = "GB18030"
WAY, URL, FILE = sys.argv[1:]


def main(file: Path) -> None:
    """Load the file to the table `dlt.lines`."""
    print("ready", flush=True)
    sys.stdin.readline()
    with file.open(encoding=ENCODING) as opened:
        columns = {name: {"data_type": "text"} for name in opened.readline().strip().split(",")}
    if WAY == "copy":
        form, lines = CsvFormatConfiguration(encoding=ENCODING), handed_over(file)
    else:
        form, lines = None, read(file)
    lines.apply_hints(columns=columns)
    destination = postgres(credentials=URL, csv_format=form)
    pipeline = dlt.pipeline("bench", destination=destination, dataset_name="dlt")
    loaded = pipeline.run(lines, table_name="lines", loader_file_format="csv")
    loaded.raise_on_failed_jobs()


def handed_over(file: Path) -> Any:
    """The file, unchanged."""
    return dlt.resource([dlt.mark.with_file_import(str(file), "csv")], name="lines")


def read(file: Path) -> Any:
    """The file's rows, every cell as text."""
    files = filesystem(file.parent.as_uri(), file_glob=file.name)
    return files | read_csv(encoding=ENCODING, dtype=str, keep_default_na=False)


if __name__ == "__main__":
    main(Path(FILE))
