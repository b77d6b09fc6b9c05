"""A correction after the release: from the new file to release 2 and the report of what moved."""

import io
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from tests.gate.landing_files import workbook
from zengshou.assessment.releases import archive
from zengshou.assessment.releases.difference import differences
from zengshou.assessment.rounding import rounded
from zengshou.cli import main, terminal
from zengshou.jobs import freeze, steps
from zengshou.outputs.county_scores import scores_in

COUNTY = "230521"
MONTH = "2023-05"


def corrected_report(landing: Path, to: Path) -> Path:
    """The first village's workbook of the month again, with other wages for its first household."""
    [sheets] = [
        sheets
        for path in sorted((landing / "village_submission" / MONTH).glob("*.xlsx"))
        if str((sheets := sheets_of(path))["收支月报"][1][1]).startswith(COUNTY)
    ]
    rows = sheets["收支月报"]
    column = rows[3].index("务工收入")
    rows[4][column] = float(str(rows[4][column] or 0)) + 5_000
    path = to / "village_submission" / MONTH / "五月更正.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(workbook(sheets))
    return path


def sheets_of(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: [
            [cell if cell != "" else None for cell in row]
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in book.sheet_names
    }


class Terminal:
    """The command line with what it prints."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._written = io.StringIO()
        monkeypatch.setattr(terminal.out, "file", self._written)
        monkeypatch.setattr(terminal.out, "width", 400)

    def __call__(self, *arguments: str) -> str:
        """Run a command; what it prints, without blanks and line breaks."""
        self._written.seek(0)
        self._written.truncate()
        main.app(list(arguments), standalone_mode=False)
        return "".join(self._written.getvalue().split())


def test_a_late_correction_leads_to_release_two_and_release_one_stays_as_it_was(
    warehouse: sa.Engine,
    city_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    zengshou = Terminal(monkeypatch)
    assert freeze.freeze(warehouse, 2023, "王主任") == 1
    printed = {
        form: scores_in(warehouse, 2023, form, release=1) for form in ("csv", "json", "xlsx")
    }

    correction = corrected_report(city_home / "landing", tmp_path / "late")
    steps.receive_feed("village_submission", str(tmp_path / "late"))
    said = zengshou(
        *("release", "create", "--year", "2023"),
        *("--approved-by", "王主任", "--reason", "集贤县更正五月收入"),
    )
    assert said.startswith("2023release2:")

    _, first = archive.read(warehouse, 2023, 1)
    _, second = archive.read(warehouse, 2023, 2)
    changes = differences(first, second)
    assert Counter(one.kind for one in changes)["rule"] == 0
    [old, new] = sorted(
        (one for one in changes if one.kind == "input"), key=lambda one: one.before is None
    )
    assert (old.before, old.after) == ("accepted", "superseded")
    assert (new.before, new.after) == (None, "accepted")
    assert new.what == f"village_submission {MONTH} {correction.name}"
    moved = {one.what for one in changes if one.kind == "indicator"}
    assert f"{COUNTY} growth" in moved
    assert {what.split()[0] for what in moved} == {COUNTY}, "no other county's points moved"
    scores = {(one.what, one.field) for one in changes if one.kind == "score"}
    assert (COUNTY, "growth") in scores

    report = zengshou("release", "diff", "--year", "2023", "1", "2")
    assert "集贤县更正五月收入" in report
    [growth] = [one for one in changes if one.what == f"{COUNTY} growth" and one.field == "value"]
    before, after = (f"{rounded(figure * 100)}%" for figure in (growth.before, growth.after))
    assert f"集贤县·人均纯收入增速指标值{before}{after}{correction.name}" in report

    assert {form: scores_in(warehouse, 2023, form, release=1) for form in printed} == printed
    assert scores_in(warehouse, 2023, "csv", release=2) != printed["csv"]
