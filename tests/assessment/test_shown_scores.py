"""Scores on the terminal are rounded half up; for programs they have all their digits."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

from rich.console import Console

from zengshou.assessment.scores import as_csv, as_json, as_table

ROW: dict[str, Any] = {
    "assessment_year": 2023,
    "as_of_month": date(2023, 9, 1),
    "rank": 1,
    "county_name": "集贤县",
    "score": Decimal("81.25"),
    "grade": "较好",
    "growth": Decimal("0.10125"),
    "target_growth": Decimal("0E-16"),
    "per_capita": Decimal("12000.125"),
    "coverage": Decimal("0.98765"),
    "treatment": "表扬奖励",
    "status": "final",
}


def test_a_half_is_shown_rounded_up() -> None:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(as_table([ROW]))
    shown = console.export_text()
    assert [text for text in ("10.13%", "12,000.13", "98.77%") if text not in shown] == []


def test_programs_get_every_digit_and_no_exponent() -> None:
    [written] = csv.DictReader(io.StringIO(as_csv([ROW])))
    [said] = json.loads(as_json([ROW]))
    assert written["growth"] == said["growth"] == "0.10125"
    assert written["target_growth"] == said["target_growth"] == "0.0000000000000000"
    assert (said["as_of_month"], said["rank"]) == ("2023-09-01", 1)
