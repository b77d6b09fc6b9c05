"""A month's village workbooks to `raw`, compared with calamine only reading them and openpyxl.

Ours first checks each zip and its XML, renders cells as text, replaces personal data by tokens, and
writes ledger line and rows in a transaction for each file.
"""

from pathlib import Path

import sqlalchemy as sa

from benchmarks.measure import Side, chosen_scale, compare, interleave
from benchmarks.workplace import Workplace, workplace
from ingestion.contract import load_contracts
from ingestion.database import engine_for
from ingestion.load.receive import receive
from ingestion.settings import Settings
from zengshou.demo.city import write_city

FEED = "village_submission"
MONTH = "2023-09"
VILLAGES = {"tiny": 8, "small": 463, "full": 463}
HOUSEHOLDS_PER_VILLAGE = 26
HEADER_ROW = 4
COLUMNS = 40
MEASURED = "a month's village workbooks to `raw`"


def main(scale: str) -> None:
    """Measure and store the rows of the table."""
    with workplace() as place:
        files = _write_workbooks(place, scale)
        size = {
            "workbooks": len(files),
            "rows": VILLAGES[scale] * HOUSEHOLDS_PER_VILLAGE,
            "bytes": sum(file.stat().st_size for file in files),
        }
        warehouse = place.make_template()
        ours, calamine, openpyxl = interleave(
            [
                Side(
                    "zengshou receive",
                    lambda database: _receive(place, database, len(files)),
                    lambda: place.copy(warehouse),
                ),
                Side("python-calamine", lambda _: _calamine(files)),
                Side(
                    "openpyxl, pandas.to_sql",
                    lambda database: _pandas(place, database, files),
                    lambda: _with_pandas(place),
                ),
            ]
        )
    name = "read_village_workbooks"
    beside = "python-calamine merely reading all their cells"
    compare(name, MEASURED, (ours, calamine), beside=beside, aim=2.5, scale=scale, size=size)
    name, beside = f"{name}_openpyxl", "openpyxl and pandas.to_sql"
    compare(name, MEASURED, (ours, openpyxl), beside=beside, aim=0.1, scale=scale, size=size)


def _write_workbooks(place: Workplace, scale: str) -> list[Path]:
    write_city(
        place.landing,
        villages=VILLAGES[scale],
        households_per_village=HOUSEHOLDS_PER_VILLAGE,
        first_month=MONTH,
        last_month=MONTH,
        dirt=0.0,
    )
    return sorted((place.landing / FEED / MONTH).glob("*.xlsx"))


def _receive(place: Workplace, database: str, files: int) -> None:
    url = place.url(database)
    settings = Settings(database_url=url)
    received = receive(engine_for(url), load_contracts()[FEED], str(place.landing), settings)
    if received.files != files or received.unreadable:
        raise RuntimeError(f"not loaded: {received}")


def _calamine(files: list[Path]) -> None:
    from python_calamine import CalamineWorkbook

    for file in files:
        with CalamineWorkbook.from_path(file) as workbook:
            for sheet in workbook.sheet_names:
                workbook.get_sheet_by_name(sheet).to_python()


def _with_pandas(place: Workplace) -> str:
    import openpyxl  # noqa: F401 their import is not measured
    import pandas as pd  # noqa: F401 likewise

    return place.copy()


def _pandas(place: Workplace, database: str, files: list[Path]) -> None:
    import pandas as pd

    engine = sa.create_engine(place.url(database))
    for file in files:  # without headers, which differ: all into the same columns
        rows = pd.read_excel(file, header=None, skiprows=HEADER_ROW, dtype=str, engine="openpyxl")
        rows = rows.reindex(columns=range(COLUMNS)).add_prefix("column_")
        rows.to_sql("rows", engine, index=False, if_exists="append")


if __name__ == "__main__":
    main(chosen_scale())
