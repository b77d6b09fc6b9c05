"""Wrong rows and cells of a village's workbook: rules V01-V05, W01, W02, W04, W06-W09."""

from collections.abc import Callable
from random import Random

from zengshou.city.city import City
from zengshou.city.layouts import Row
from zengshou.city.months import shift
from zengshou.city.parcels import Parcel
from zengshou.city.people import PLACEHOLDER
from zengshou.city.row_mistakes import clean_rows, insert_after, miswritten, stranger
from zengshou.city.village import FIRST_ITEM, Report

Maker = Callable[[City, Report, Random, Parcel], None]


def _pick(report: Report, rng: Random) -> Row | None:
    rows = clean_rows(report.table)
    return rng.choice(rows) if rows else None


def _put(report: Report, row: Row, title: str, value: str | int, rule: str) -> None:
    row.cells[report.table.column(title)] = value
    row.rules.append(rule)


def _unknown_household(city: City, report: Report, rng: Random, parcel: Parcel) -> None:
    """V01: an extra row without household number, or of a household on no roster."""
    if (row := _pick(report, rng)) is None:
        return
    person = stranger(city, rng, parcel, report.village.county)
    extra = row.copy()
    extra.cells[2:4] = [person.name, person.citizen_id]
    number = rng.choice(("", f"{report.village.county}X{rng.randrange(10**6):06d}"))
    _put(report, extra, "户编号", number, "V01")
    insert_after(report.table, row, extra)


def _twice(city: City, report: Report, rng: Random, parcel: Parcel) -> None:
    """V02: a household's row twice."""
    if (row := _pick(report, rng)) is not None:
        row.rules.append("V02")
        insert_after(report.table, row, row.copy("V02"))


def _unreadable(city: City, report: Report, rng: Random, parcel: Parcel) -> None:
    """V03: money that cannot be read, or is negative."""
    if (row := _pick(report, rng)) is None:
        return
    title = report.table.columns[rng.randrange(FIRST_ITEM, FIRST_ITEM + 28)][0]
    wrong = rng.choice(("约500", "500-600", "三百", "-300"))
    if wrong == "-300":
        # Whether a negative sum belongs in the total is open, so the total is left blank.
        report.open_totals.add(title)
    _put(report, row, title, wrong, "V03")


def _wrong_head(city: City, report: Report, rng: Random, parcel: Parcel) -> None:
    """V04: the head's ID miswritten, or somebody else's."""
    if (row := _pick(report, rng)) is None:
        return
    number = str(row.cells[3])
    if number.startswith(PLACEHOLDER) or rng.random() < 0.4:
        wrong = stranger(city, rng, parcel, report.village.county).citizen_id
    else:
        wrong = miswritten(number)
    _put(report, row, "户主证件号码", wrong, "V04")


def _foreign_household(city: City, report: Report, rng: Random, parcel: Parcel) -> None:
    """V05: an extra row of a household that another village reports."""
    others = [
        house
        for house in city.households
        if house.counted(report.month) and house.village(report.month) is not report.village
    ]
    if (row := _pick(report, rng)) is None or not others:
        return
    house = rng.choice(others)
    head = house.head(report.month)
    extra = row.copy("V05")
    extra.cells[1:5] = [
        house.household_id, head.name, head.citizen_id, house.current_members(report.month),
    ]  # fmt: skip
    if extra.cells[1] not in {other.cells[1] for other in report.table.rows}:
        insert_after(report.table, row, extra)


def _wrong_members(city: City, report: Report, rng: Random, parcel: Parcel) -> None:
    if (row := _pick(report, rng)) is not None:
        _put(report, row, "家庭人口数", int(str(row.cells[4])) + 1, "W01")


def _wrong_total(city: City, report: Report, rng: Random, parcel: Parcel) -> None:
    """W02: a total that is not the sum of its column."""
    titles = {"养老金", "务工收入", "医疗自付支出"} - set(report.wrong_totals) - report.open_totals
    if titles:
        report.wrong_totals.append(rng.choice(sorted(titles)))


def _unlikely_wage(city: City, report: Report, rng: Random, parcel: Parcel) -> None:
    if (row := _pick(report, rng)) is not None:
        _put(report, row, "务工收入", rng.randint(31, 45) * 100_000, "W04")


def _wrong_visit(city: City, report: Report, rng: Random, parcel: Parcel) -> None:
    if (row := _pick(report, rng)) is not None:
        wrong = rng.choice(("", shift(report.month, -2).isoformat()))
        _put(report, row, "入户日期", wrong, "W06")


def _unknown_column(city: City, report: Report, rng: Random, parcel: Parcel) -> None:
    report.unknown_column = rng.choice(("联系人", "帮扶责任人"))


def _unknown_reason(city: City, report: Report, rng: Random, parcel: Parcel) -> None:
    if (row := _pick(report, rng)) is not None:
        _put(report, row, "收支变化原因", rng.choice(("因婚", "家里有事")), "W08")


def _unknown_answer(city: City, report: Report, rng: Random, parcel: Parcel) -> None:
    """W09: an answer to a rule that does not exist, or for a household not of this village."""
    visited = report.month.replace(day=20)
    household = f"{report.village.county}X{rng.randrange(10**6):06d}"
    if report.table.rows and rng.random() < 0.5 and (row := _pick(report, rng)) is not None:
        wrong = Row([row.cells[1], "收入下降", visited, "属实", "", "", "", "处理中"], ["W09"])
    else:
        wrong = Row([household, "income_drop", visited, "属实", "", "", "", "处理中"], ["W09"])
    report.answers.rows.append(wrong)


MAKERS: dict[str, Maker] = {
    "V01": _unknown_household, "V02": _twice, "V03": _unreadable, "V04": _wrong_head,
    "V05": _foreign_household, "W01": _wrong_members, "W02": _wrong_total, "W04": _unlikely_wage,
    "W06": _wrong_visit, "W07": _unknown_column, "W08": _unknown_reason, "W09": _unknown_answer,
}  # fmt: skip
