"""Large workbooks of departments to `raw`, compared with calamine only reading them.

Ours checks the file, reads units and both rows of a header, renders cells as text, replaces
personal data by tokens, and writes ledger line and rows. An .xls is read by xlrd, which is Python.
"""

from pathlib import Path

from benchmarks.feed_workbooks import PROJECTS, SUBSIDIES, write_projects, write_subsidies
from benchmarks.measure import Side, chosen_scale, compare, interleave
from benchmarks.workplace import Workplace, workplace
from ingestion.contract import load_contracts
from ingestion.database import engine_for
from ingestion.load.receive import receive
from ingestion.settings import Settings

SUBSIDY_ROWS = {"tiny": 500, "small": 50_000, "full": 50_000}
PROJECT_ROWS = {"tiny": 50, "small": 5_000, "full": 5_000}
BESIDE = "python-calamine merely reading all its cells"


def main(scale: str) -> None:
    """Measure and store the rows of the table."""
    with workplace() as place:
        subsidies = write_subsidies(place.landing, SUBSIDY_ROWS[scale])
        projects = write_projects(place.landing, PROJECT_ROWS[scale])
        warehouse = place.make_template()
        measured = {
            SUBSIDIES: ("a month's farm subsidies (.xls) to `raw`", subsidies, SUBSIDY_ROWS[scale]),
            PROJECTS: (
                "a quarter's projects and households linked to them to `raw`",
                projects,
                2 * PROJECT_ROWS[scale],
            ),
        }
        for feed, (what, file, rows) in measured.items():
            pair = interleave(_sides(place, warehouse, feed, file))
            size = {"rows": rows, "bytes": file.stat().st_size}
            name = f"read_feed_workbooks_{feed}"
            compare(name, what, (pair[0], pair[1]), beside=BESIDE, aim=2.5, scale=scale, size=size)


def _sides(place: Workplace, warehouse: str, feed: str, file: Path) -> list[Side]:
    return [
        Side(
            "zengshou receive",
            lambda database: _receive(place, database, feed),
            lambda: place.copy(warehouse),
        ),
        Side("python-calamine", lambda _: _calamine(file)),
    ]


def _receive(place: Workplace, database: str, feed: str) -> None:
    url = place.url(database)
    settings = Settings(database_url=url)
    received = receive(engine_for(url), load_contracts()[feed], str(place.landing), settings)
    if received.files != 1 or received.unreadable:
        raise RuntimeError(f"not loaded: {received}")


def _calamine(file: Path) -> None:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(file) as workbook:
        for sheet in workbook.sheet_names:
            workbook.get_sheet_by_name(sheet).to_python()


if __name__ == "__main__":
    main(chosen_scale())
