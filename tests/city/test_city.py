"""The made-up city must look like what the senders deliver, and be the same every time."""

import csv
import hashlib
import re
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from stdnum.cn.ric import calc_check_digit

from ingestion.settings import PROJECT_ROOT
from zengshou.demo.city import CitySummary, Parameters, build_city, write_city
from zengshou.demo.city.months import parse_month
from zengshou.demo.city.village import make_report, report_workbook

MONTHS = [f"{year}-{month:02d}" for year in (2021, 2022, 2023) for month in range(1, 13)][9:33]
COUNTIES = {"230502", "230503", "230505", "230506", "230521", "230522", "230523", "230524"}
MONTHLY = (
    "household_roster",
    "village_submission",
    "social_security",
    "medical_insurance",
    "employment",
)
RULES = [
    *(f"F{n:02d}" for n in range(1, 7)),
    *(f"R{n:02d}" for n in (1, 2, 3, 4, 5, 11, 12)),
    *(f"I{n:02d}" for n in (1, 2, 3, 4, 5, 11, 12)),
    *(f"V{n:02d}" for n in range(1, 6)),
    *(f"W{n:02d}" for n in range(1, 10)),
    *(f"S{n:02d}" for n in range(1, 5)),
    *(f"M{n:02d}" for n in (1, 2, 3, 4, 11, 12)),
    *(f"E{n:02d}" for n in (1, 2, 3, 4, 5, 11, 12, 13)),
]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> CitySummary:
    """The usual city with fewer households."""
    return write_city(tmp_path_factory.mktemp("city") / "landing", households_per_village=3)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> CitySummary:
    """A city in which nothing is wrong."""
    return write_city(
        tmp_path_factory.mktemp("clean") / "landing",
        villages=8,
        households_per_village=6,
        dirt=0,
    )


def contents(landing: Path) -> dict[str, str]:
    """Digest of every file, by its place in the landing folder."""
    return {
        path.relative_to(landing).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(landing.rglob("*"))
        if path.is_file()
    }


def sheet(path: Path, name: str | None = None) -> list[list[object]]:
    book = CalamineWorkbook.from_path(str(path))
    found = book.get_sheet_by_name(name or book.sheet_names[0])
    return [list(row) for row in found.to_python(skip_empty_area=False)]


def records(rows: list[list[object]], header_row: int) -> list[dict[str, object]]:
    header = [str(title) for title in rows[header_row - 1]]
    return [dict(zip(header, row, strict=True)) for row in rows[header_row:] if any(row)]


def manifest(folder: Path) -> dict[str, str]:
    path = folder / "_manifest.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["file"]: row["sha256"] for row in csv.DictReader(lines)}


def reports(city: CitySummary, month: str) -> list[list[list[object]]]:
    """The sheets 收支月报 of a month in a clean city."""
    folder = city.landing / "village_submission" / month
    return [sheet(path, "收支月报") for path in sorted(folder.glob("*.xlsx"))]


def test_the_same_seed_gives_the_same_bytes_however_the_work_is_divided(tmp_path: Path) -> None:
    small = partial(write_city, villages=8, households_per_village=2, last_month="2021-12")
    small(tmp_path / "one" / "landing", workers=1)
    small(tmp_path / "two" / "landing", workers=2)
    small(tmp_path / "other" / "landing", workers=1, seed=7)
    one, two = contents(tmp_path / "one" / "landing"), contents(tmp_path / "two" / "landing")
    assert one == two
    assert one != contents(tmp_path / "other" / "landing")


def test_a_second_call_writes_nothing(city: CitySummary) -> None:
    def stamps() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in city.landing.parent.rglob("*")}

    before = stamps()
    again = write_city(city.landing, households_per_village=3)
    assert stamps() == before
    assert not again.written
    assert again.known_ids == city.known_ids
    assert again.mistakes == city.mistakes


def test_an_interrupted_city_is_taken_up_again(tmp_path: Path) -> None:
    small = partial(write_city, villages=8, households_per_village=1, last_month="2021-10")

    def stop(done: int, _total: int, _name: str) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        small(tmp_path / "landing", workers=1, progress=stop)
    resumed = small(tmp_path / "landing", workers=1)
    small(tmp_path / "whole" / "landing", workers=1)
    assert resumed.written
    assert contents(tmp_path / "landing") == contents(tmp_path / "whole" / "landing")


def test_made_up_files_never_join_other_files(tmp_path: Path, city: CitySummary) -> None:
    with pytest.raises(FileExistsError, match="other parameters"):
        write_city(city.landing, households_per_village=4)
    (tmp_path / "landing" / "employment").mkdir(parents=True)
    with pytest.raises(FileExistsError, match="do not belong to a made-up city"):
        write_city(tmp_path / "landing")


def test_impossible_cities_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a county"):
        write_city(tmp_path / "landing", counties=["110101"])
    with pytest.raises(ValueError, match="cannot cover"):
        write_city(tmp_path / "landing", villages=3)
    with pytest.raises(ValueError, match="before"):
        write_city(tmp_path / "landing", first_month="2023-01", last_month="2022-12")


def test_all_counties_and_forty_reporting_villages_report(city: CitySummary) -> None:
    with (PROJECT_ROOT / "dbt_project/seeds/reporting_units.csv").open(encoding="utf-8") as lines:
        units = {row["village_code"] for row in csv.DictReader(lines)}
    refused = {mistake.file_name for mistake in city.mistakes if mistake.rule.startswith("F")}
    found: set[str] = set()
    for path in (city.landing / "household_roster" / "2022-10").glob("*.xlsx"):
        if path.name in refused:
            continue
        rows = sheet(path)
        header = [re.sub(r"\s", "", str(title)) for title in rows[2]]
        codes = {str(row[header.index("村代码")]).strip().removesuffix(".0") for row in rows[3:]}
        found |= codes & units
    assert {code[:6] for code in found} == COUNTIES
    assert len(found) >= 40
    assert (city.counties, city.villages) == (8, 40)


@pytest.mark.parametrize("feed", MONTHLY)
def test_every_feed_has_files_for_each_month(city: CitySummary, feed: str) -> None:
    months = {path.parent.name for path in (city.landing / feed).rglob("*") if path.is_file()}
    assert months == set(MONTHS)


def test_yearly_tables_cover_the_two_years_before_the_last(city: CitySummary) -> None:
    assert {path.name for path in (city.landing / "income_detail").iterdir()} == {"2021", "2022"}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_the_feeds_is_broken_somewhere(city: CitySummary, rule: str) -> None:
    found = [mistake for mistake in city.mistakes if mistake.rule == rule]
    assert found
    for mistake in found:
        assert (city.landing / mistake.feed / mistake.period / mistake.file_name).is_file()


def test_a_noted_row_is_the_row_as_a_person_counts_it(city: CitySummary) -> None:
    unreadable = [mistake for mistake in city.mistakes if mistake.rule == "V03"]
    for mistake in unreadable:
        path = city.landing / mistake.feed / mistake.period / mistake.file_name
        row = sheet(path, "收支月报")[(mistake.row_number or 0) - 1]
        assert {"约500", "500-600", "三百", "-300"} & {str(cell) for cell in row}


def test_only_held_files_differ_from_their_manifest(city: CitySummary) -> None:
    differing = set()
    for folder in (path for feed in city.landing.iterdir() for path in feed.iterdir()):
        for name, digest in manifest(folder).items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                differing.add((folder.parent.name, folder.name, name))
    held = {(m.feed, m.period, m.file_name) for m in city.mistakes if m.rule == "F06"}
    assert differing == held


def test_the_same_bytes_come_twice_under_another_name(city: CitySummary) -> None:
    folders = Counter(
        (str(Path(name).parent), digest) for name, digest in contents(city.landing).items()
    )
    assert any(count > 1 for count in folders.values())


def test_a_clean_city_has_one_tidy_file_per_unit(clean: CitySummary) -> None:
    assert clean.mistakes == ()
    for month in MONTHS:
        for feed, count in (
            ("household_roster", 1),
            ("social_security", 1),
            ("employment", 1),
            ("medical_insurance", 2),
            ("village_submission", clean.villages),
        ):
            folder = clean.landing / feed / month
            digests = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
            del digests["_manifest.csv"]
            assert digests == manifest(folder)
            assert len(set(digests.values())) == count


def test_a_clean_citys_id_numbers_are_valid_and_of_their_county(clean: CitySummary) -> None:
    path = next((clean.landing / "household_roster" / "2022-03").glob("*.xlsx"))
    for person in records(sheet(path), 3):
        number = str(person["证件号码"])
        if not number.startswith("999999"):
            assert calc_check_digit(number) == number[-1]
            assert number[:6] in COUNTIES
            assert number in clean.known_ids
        assert person["姓名"] in clean.known_names


def test_totals_of_a_clean_village_are_the_sums_of_its_rows(clean: CitySummary) -> None:
    for rows in reports(clean, "2022-11"):
        header = [str(title) for title in rows[3]]
        end = next(number for number, row in enumerate(rows) if row[0] == "合计")
        for place in range(header.index("务工收入"), header.index("收支变化原因")):
            column = sum(float(str(row[place] or 0)) for row in rows[4:end])
            assert float(str(rows[end][place] or 0)) == pytest.approx(column)


def test_the_months_of_a_household_add_up_to_about_its_year(clean: CitySummary) -> None:
    months: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for month in MONTHS[:12]:
        for rows in reports(clean, month):
            header = [str(title) for title in rows[3]]
            first, last = header.index("务工收入"), header.index("其他转移性收入")
            cost = header.index("生产经营性支出")
            for row in rows[4 : next(n for n, line in enumerate(rows) if line[0] == "合计")]:
                income = sum(float(str(cell or 0)) for cell in row[first : last + 1])
                months[str(row[1])] += round(income - float(str(row[cost] or 0)))
                seen[str(row[1])] += 1
    compared = 0
    for path in (clean.landing / "income_detail" / "2022").glob("*.xlsx"):
        for record in records(sheet(path), 3):
            household = str(record["户编号"])
            if seen[household] == 12:
                assert months[household] == pytest.approx(float(str(record["纯收入"])), rel=0.02)
                compared += 1
    assert compared > 20


def test_every_file_name_is_free_text_without_a_persons_name(city: CitySummary) -> None:
    names = {path.name for path in city.landing.rglob("*")}
    assert not {known for known in city.known_names if any(known in name for name in names)}


def test_one_village_and_month_can_be_made_without_the_rest(tmp_path: Path) -> None:
    city = build_city(Parameters(counties=("230524",), villages=1, dirt=0))
    village, month = city.places.villages[0], parse_month("2022-06")
    report = make_report(city, village, month)
    path = tmp_path / "report.xlsx"
    path.write_bytes(report_workbook(report, city.rng("test"), 0.0, date(2022, 7, 3)))
    rows = sheet(path, "收支月报")
    assert [rows[1][1], rows[1][3]] == [village.code, "2022-06"]
    households = [house.household_id for house in city.reported(village, month)]
    assert [row[1] for row in rows[4 : 4 + len(households)]] == households
