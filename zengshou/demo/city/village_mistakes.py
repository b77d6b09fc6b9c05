"""Wrong rows and cells of a village's workbook: rules V01-V05, W01, W02, W04, W06-W09."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from zengshou.demo.city.city import City
from zengshou.demo.city.layouts import ITEMS, Row
from zengshou.demo.city.months import shift
from zengshou.demo.city.parcels import Parcel
from zengshou.demo.city.people import PLACEHOLDER
from zengshou.demo.city.row_mistakes import clean_rows, insert_after, miswritten, stranger
from zengshou.demo.city.village import FIRST_ITEM, Report

_TRIES = 60
_TOTALS = ("养老金", "务工收入", "医疗自付支出")


@dataclass(frozen=True)
class Slips:
    """Makes mistakes in a report. A mistake without a suitable row is left out."""

    city: City
    report: Report
    rng: Random
    parcel: Parcel

    def make(self, rule: str) -> None:
        """Break one rule once; the affected row carries the rule's code."""
        makers: dict[str, Callable[[], None]] = {
            "V01": self._unknown_household,
            "V02": self._twice,
            "V03": self._unreadable,
            "V04": self._wrong_head,
            "V05": self._foreign_household,
            "W01": self._wrong_members,
            "W02": self._wrong_total,
            "W04": self._unlikely_wage,
            "W06": self._wrong_visit,
            "W07": self._unknown_column,
            "W08": self._unknown_reason,
            "W09": self._unknown_answer,
        }
        makers[rule]()

    def _pick(self) -> Row | None:
        rows = clean_rows(self.report.table)
        return self.rng.choice(rows) if rows else None

    def _put(self, row: Row, title: str, value: str | int, rule: str) -> None:
        row.cells[self.report.table.column(title)] = value
        row.rules.append(rule)

    def _no_number(self) -> str:
        """The number of a household that does not exist."""
        return f"{self.report.village.county}X{self.rng.randrange(10**6):06d}"

    def _unknown_household(self) -> None:
        """An extra row without household number, or of a household on no roster."""
        if (row := self._pick()) is None:
            return
        person = stranger(self.city, self.rng, self.parcel, self.report.village.county)
        extra = row.copy()
        extra.cells[2:4] = [person.name, person.citizen_id]
        self._put(extra, "户编号", self.rng.choice(("", self._no_number())), "V01")
        insert_after(self.report.table, row, extra)

    def _twice(self) -> None:
        if (row := self._pick()) is not None:
            row.rules.append("V02")
            insert_after(self.report.table, row, row.copy("V02"))

    def _unreadable(self) -> None:
        """Money that cannot be read, or is negative."""
        if (row := self._pick()) is None:
            return
        place = self.rng.randrange(FIRST_ITEM, FIRST_ITEM + len(ITEMS))
        title = self.report.table.columns[place][0]
        wrong = self.rng.choice(("约500", "500-600", "三百", "-300"))
        if wrong == "-300":
            # It is undefined whether a negative amount belongs in the total, so the total is blank.
            self.report.open_totals.add(title)
        self._put(row, title, wrong, "V03")

    def _wrong_head(self) -> None:
        """The head's ID with a wrong check character, or another person's ID."""
        if (row := self._pick()) is None:
            return
        number = str(row.cells[3])
        if number.startswith(PLACEHOLDER) or self.rng.random() < 0.4:
            other = stranger(self.city, self.rng, self.parcel, self.report.village.county)
            wrong = other.citizen_id
        else:
            wrong = miswritten(number)
        self._put(row, "户主证件号码", wrong, "V04")

    def _foreign_household(self) -> None:
        """An additional row of a household that another village reports."""
        month, village = self.report.month, self.report.village
        tried = (self.rng.choice(self.city.households) for _ in range(_TRIES))
        house = next(
            (one for one in tried if one.counted(month) and one.village(month) is not village), None
        )
        if (row := self._pick()) is None or house is None:
            return
        if house.household_id in {other.cells[1] for other in self.report.table.rows}:
            return
        head = house.head(month)
        extra = row.copy("V05")
        members = house.current_members(month)
        extra.cells[1:5] = [house.household_id, head.name, head.citizen_id, members]
        insert_after(self.report.table, row, extra)

    def _wrong_members(self) -> None:
        if (row := self._pick()) is not None:
            self._put(row, "家庭人口数", int(str(row.cells[4])) + 1, "W01")

    def _wrong_total(self) -> None:
        right = [
            title
            for title in _TOTALS
            if title not in self.report.wrong_totals and title not in self.report.open_totals
        ]
        if right:
            self.report.wrong_totals.append(self.rng.choice(right))

    def _unlikely_wage(self) -> None:
        if (row := self._pick()) is not None:
            self._put(row, "务工收入", self.rng.randint(31, 45) * 100_000, "W04")

    def _wrong_visit(self) -> None:
        if (row := self._pick()) is not None:
            early = shift(self.report.month, -2).isoformat()
            self._put(row, "入户日期", self.rng.choice(("", early)), "W06")

    def _unknown_column(self) -> None:
        self.report.unknown_column = self.rng.choice(("联系人", "帮扶责任人"))

    def _unknown_reason(self) -> None:
        if (row := self._pick()) is not None:
            self._put(row, "收支变化原因", self.rng.choice(("因婚", "家里有事")), "W08")

    def _unknown_answer(self) -> None:
        """An answer to a rule, or for a household, that does not exist."""
        household, rule = self._no_number(), "income_drop"
        if self.rng.random() < 0.5 and (row := self._pick()) is not None:
            household, rule = str(row.cells[1]), "收入下降"
        visited = self.report.month.replace(day=20)
        wrong = Row([household, rule, visited, "属实", "", "", "", "处理中"], ["W09"])
        self.report.answers.rows.append(wrong)
