"""Reads the made-up city's workbooks back as a person would: by openpyxl and xlrd, no contract."""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import xlrd

from zengshou.demo.city import CitySummary

Grid = list[list[object]]
Record = dict[str, object]
_OLD = b"\xd0\xcf\x11\xe0"


def is_old(path: Path) -> bool:
    """True if Excel 97 wrote the file, whatever its name says."""
    return path.read_bytes()[:4] == _OLD


@cache
def sheets(path: Path) -> dict[str, Grid]:
    """The cells of every sheet."""
    if is_old(path):
        old = xlrd.open_workbook(file_contents=path.read_bytes())
        return {
            sheet.name: [list(sheet.row_values(n)) for n in range(sheet.nrows)] for sheet in old
        }
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    return {
        name: [["" if cell is None else cell for cell in row] for row in sheet.values]
        for name, sheet in ((name, book[name]) for name in book.sheetnames)
    }


def plain(value: object) -> str:
    """A cell without blanks, full-width forms and the unit of a heading."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value)))
    return re.sub(r"\(元\)$", "", text)


def header_at(grid: Grid, heading: str) -> int:
    """Position of the row that has the heading."""
    wanted = plain(heading)
    return next(n for n, row in enumerate(grid[:15]) if wanted in map(plain, row))


def records(grid: Grid, heading: str) -> list[Record]:
    """The rows below the heading's row, by heading; a heading that repeats counts once."""
    at = header_at(grid, heading)
    titles = [plain(title) for title in grid[at]]
    return [dict(zip(titles, row, strict=False)) for row in grid[at + 1 :] if any(row)]


@dataclass(frozen=True)
class Files:
    """The files of a city that the receiver accepts, by feed and period."""

    city: CitySummary

    def paths(self, feed: str, period: str) -> list[Path]:
        """The good files of a folder, in order of sending."""
        folder = self.city.landing / feed / period
        refused = {
            m.file_name for m in self.city.mistakes
            if (m.feed, m.period) == (feed, period) and m.rule.startswith("F")
        }  # fmt: skip
        with (folder / "_manifest.csv").open(encoding="utf-8", newline="") as lines:
            sent = {row["file"]: row["sent_at"] for row in csv.DictReader(lines)}
        paths = [p for p in folder.iterdir() if ".xls" in p.name and p.name not in refused]
        return sorted((p for p in paths if p.name in sent), key=lambda p: sent[p.name])

    def lines(self, feed: str, period: str, heading: str, sheet: str | None = None) -> list[Record]:
        """All rows below a heading, of all good files of a folder that have it."""
        found: list[Record] = []
        for path in self.paths(feed, period):
            for name, grid in sheets(path).items():
                fits = any(plain(heading) in map(plain, row) for row in grid[:15])
                if fits and sheet in (None, name):
                    found += records(grid, heading)
        return found


def yuan(value: object) -> float:
    """An amount of a clean city; nothing is 0."""
    return float(str(value)) if value not in ("", None) else 0.0


def day(value: object) -> date:
    """A date of a clean city."""
    return date.fromisoformat(str(value)[:10])
