"""A warning keeps its identity and its history, however the files came in (rules.md, Warnings)."""

import random
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from tests.gate.landing_files import (
    Cells,
    Landing,
    income_detail,
    roster,
    roster_rows,
    village,
    village_row,
)
from tests.gate.people import SHUANGSHENG, household
from tests.monitoring.conftest import NewStation, Station
from zengshou.demo.city import write_city

pytestmark = pytest.mark.runs

LAST_MONTHS = ("2023-07", "2023-08", "2023-09")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The landing zone of a small city with late, corrected and faulty files."""
    return write_city(
        tmp_path_factory.mktemp("over_time") / "landing",
        counties=["230521", "230523"],
        villages=2,
        households_per_village=8,
        workers=1,
    ).landing


def part_of(landing: Path, to: Path) -> Path:
    """Half of the files, of all months, drawn by lot."""
    files = sorted(path for path in landing.rglob("*") if path.is_file())
    drawn = random.Random(1).sample(files, len(files) // 2)  # noqa: S311 the same each time
    for path in {*drawn, *landing.rglob("_manifest.csv")}:
        target = to / path.relative_to(landing)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    return to


def test_warnings_are_the_same_month_by_month_all_at_once_and_in_any_order(
    city: Path, tmp_path: Path, new_station: NewStation
) -> None:
    station = new_station()
    station.take(city)
    at_once = station.warnings()
    assert len({(row[0], row[7]) for row in at_once}) > 50, "warnings that open, run and close"

    station = new_station()
    station.take(city, through="2023-06")
    for month in LAST_MONTHS:
        station.take(city, through=month)
    assert station.warnings() == at_once

    station = new_station()
    station.take(part_of(city, tmp_path / "part"))
    assert station.warnings() != at_once
    station.take(city)
    assert station.warnings() == at_once


HOMES = [household(serial) for serial in range(4)]
CORRECTED = datetime.fromisoformat("2023-07-01T00:00:00+08:00")
#: 教育支出 by household and month; a third of the year's 10,000 is a surge for three months.
REPORTED = {
    0: {"2023-01": 3500},
    1: {"2023-01": 3500},
    2: {},
    3: {"2022-11": 3500, "2023-02": 3500},
}
TRUE = {
    0: {"2023-01": 5500},
    1: {},
    2: {"2023-01": 3500},
    3: {"2022-10": 3500, "2023-02": 3500},
}
MONTHS = ("2022-10", "2022-11", "2022-12", "2023-01", "2023-02", "2023-03", "2023-04", "2023-05")


def sheet(month: str, spent: dict[int, dict[str, int]]) -> bytes:
    """The village's month; in 2023-02 it answers the warnings of the first two households."""
    rows = [
        village_row(home, 教育支出=spent[number].get(month, 0), 入户日期=f"{month}-10")
        for number, home in enumerate(HOMES)
    ]
    answers: list[Cells] = [
        {
            "户编号": home.number,
            "预警规则": "spending_surge",
            "核实日期": "2023-02-20",
            "核实结果": "属实",
        }
        for home in HOMES[:2]
    ]
    return village(SHUANGSHENG, month, rows, feedback=answers if month == "2023-02" else None)


def land_everything(landing: Landing) -> None:
    """A roster, the year before, and eight months as first reported."""
    year_before: list[Cells] = [
        {
            "年度": 2022,
            "村代码": home.village,
            "户编号": home.number,
            "家庭人口数": 2,
            "工资性收入": 10_000,
            "纯收入": 10_000,
        }
        for home in HOMES
    ]
    sent = "2023-06-05T09:00:00+08:00"
    landing.put(
        "household_roster", "2021-10", "花名册.xlsx", roster(roster_rows(HOMES)), sent_at=sent
    )
    landing.put("income_detail", "2022", "收入明细.xlsx", income_detail(year_before), sent_at=sent)
    for month in MONTHS:
        landing.put("village_submission", month, "月报.xlsx", sheet(month, REPORTED), sent_at=sent)


def correct(landing: Landing, month: str) -> None:
    """The village sends the month again, as it truly was."""
    sent = "2023-07-03T09:00:00+08:00"
    landing.put("village_submission", month, "月报更正.xlsx", sheet(month, TRUE), sent_at=sent)


def surges(station: Station, edition: str) -> dict[str, list[tuple[str, str | None, str]]]:
    """Month, level and status of the warnings about spending, by household and opening month."""
    found: dict[str, list[tuple[str, str | None, str]]] = {}
    for warning_id, _, month, level, *_, status, _ in station.warnings(edition):
        household_id, rule, opened = warning_id.split("|")
        if rule == "spending_surge":
            name = f"{household_id} {opened}"
            found.setdefault(name, []).append((f"{month:%Y-%m}", level, status))
    return found


def test_a_correction_of_an_old_month_changes_what_it_should_and_both_states_can_be_seen(
    tmp_path: Path, new_station: NewStation
) -> None:
    station, landing = new_station(), Landing(tmp_path / "landing")
    land_everything(landing)
    station.take(landing.root)
    before, seen_before = station.warnings(), surges(station, "marts")
    answered = [
        ("2023-01", "yellow", "open"),
        ("2023-02", "yellow", "verified"),
        ("2023-03", "yellow", "verified"),
        ("2023-04", None, "auto_closed"),
    ]
    assert seen_before == {
        "H0000 2023-01": answered,
        "H0001 2023-01": answered,
        "H0003 2022-11": [
            *((month, "yellow", "open") for month in MONTHS[1:7]),
            ("2023-05", None, "auto_closed"),
        ],
    }

    for month in ("2022-10", "2022-11", "2023-01"):
        correct(landing, month)
    station.take(landing.root)
    assert surges(station, "marts") == {
        "H0000 2023-01": [(month, level and "orange", status) for month, level, status in answered],
        "H0002 2023-01": [
            *((month, "yellow", "open") for month in MONTHS[3:6]),
            ("2023-04", None, "auto_closed"),
        ],
        "H0003 2022-10": [
            *((month, "yellow", "open") for month in MONTHS[:3]),
            ("2023-01", None, "auto_closed"),
        ],
        "H0003 2023-02": [
            *((month, "yellow", "open") for month in MONTHS[4:7]),
            ("2023-05", None, "auto_closed"),
        ],
    }

    station.build("known_before", CORRECTED)
    assert station.warnings("known_before") == before
