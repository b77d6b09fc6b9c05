"""Sends a village's workbooks: all months of one village in one piece of work."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from zengshou.demo.city.city import City
from zengshou.demo.city.dispatch import damaged
from zengshou.demo.city.feedback import Answer, household_answers
from zengshou.demo.city.layouts import Table
from zengshou.demo.city.months import shift, stamp
from zengshou.demo.city.parcels import Parcel
from zengshou.demo.city.places import UNKNOWN_VILLAGE, Village
from zengshou.demo.city.plans import VillagePlan, signed_on, village_plans
from zengshou.demo.city.reasons import year_reasons
from zengshou.demo.city.village import (
    FEEDBACK_FIRST_ROW,
    FIRST_ROW,
    Report,
    make_report,
    report_workbook,
)
from zengshou.demo.city.village_habits import Habits
from zengshou.demo.city.village_mistakes import Slips
from zengshou.demo.city.writers import digest

FEED = "village_submission"
_HEADER_ROW = 4


class _Knowledge:
    """A village's data about its households over all months."""

    def __init__(self, city: City, village: Village) -> None:
        self.reasons: dict[str, dict[date, str]] = {}
        self.answers: dict[date, list[Answer]] = {}
        for house in city.local(village):
            told = self.reasons.setdefault(house.household_id, {})
            for year in city.calendar.years:
                told |= year_reasons(city, house, year)
            for answer in household_answers(city, house):
                self.answers.setdefault(answer.sheet_month, []).append(answer)


def _copy(report: Report) -> Report:
    return replace(
        report,
        table=Table(report.table.columns, [row.copy() for row in report.table.rows]),
        answers=Table(report.answers.columns, [row.copy() for row in report.answers.rows]),
        wrong_totals=[],
        open_totals=set(),
    )


def _note(parcel: Parcel, name: str, report: Report) -> None:
    """Record all mistakes of a report that was sent under a name."""
    parcel.note_rows(name, report.table.rows, FIRST_ROW)
    parcel.note_rows(name, report.answers.rows, FEEDBACK_FIRST_ROW)
    for _ in report.wrong_totals:
        parcel.note(name, "W02", report.total_row)
    if report.unknown_column:
        parcel.note(name, "W07", _HEADER_ROW)


class _Sender:
    """Sends the versions of one village's month."""

    def __init__(self, city: City, report: Report, plan: VillagePlan, parcel: Parcel) -> None:
        self.city, self.report, self.plan, self.parcel = city, report, plan, parcel
        self.rng = city.rng("send", report.village.code, report.month)
        self.share = 0.02 * city.parameters.dirt

    def _name(self) -> str:
        report, rng = self.report, self.rng
        place = rng.choice((report.village.name, report.village.name, ""))
        month = rng.choice((f"{report.month:%Y年%m月}", f"{report.month:%Y%m}", ""))
        stem = place + rng.choice(("收支月报", "收支月报", "月报表")) + month
        return self.parcel.file_name(rng, stem, "xlsx")

    def _bytes(self, report: Report, **how: str) -> bytes:
        # The style of a village's sheet is the same in all versions of the month.
        own = Random(f"{self.city.parameters.seed}/{report.village.code}/{report.month}")
        return report_workbook(report, own, self.share, signed_on(self.plan), **how)

    def faulty(self, fault: str, minutes: int) -> None:
        """A file that must be refused as a whole, sent before the good one."""
        sent_at = self.plan.sent_at - timedelta(minutes=minutes)
        name, report, noted = self._name(), _copy(self.report), None
        if fault in ("F01", "F06"):
            whole = self._bytes(report)
            data = damaged(whole, "xlsx", 0.5 if fault == "F01" else 0.7)
            noted = digest(whole) if fault == "F06" else None
        elif fault == "F02":
            data = self._bytes(report, fault=fault)
        elif fault == "F03":
            lacks = self.rng.choice(("务工收入", "户主证件号码", "土地流转收入"))
            data = self._bytes(report, lacks=lacks)
        elif fault == "F04":
            report.village_code = self.rng.choice((UNKNOWN_VILLAGE, self.city.places.silent_unit))
            data = self._bytes(report)
        else:
            report.stated_month = shift(report.month, -12)
            data = self._bytes(report)
        self.parcel.send(name, data, sent_at, noted=noted)
        self.parcel.note(name, fault)

    def draft(self, habits: Habits) -> None:
        """An early version with some different figures and its own mistakes."""
        early = _copy(self.report)
        place = early.table.column("务工收入")
        for row in self.rng.sample(early.table.rows, min(2, len(early.table.rows))):
            row.cells[place] = int(str(row.cells[place])) + self.rng.randint(1, 9) * 10_000
        for rule in self.plan.early_mistakes:
            Slips(self.city, early, self.rng, self.parcel).make(rule)
        name = self._name()
        self.parcel.send(name, self._bytes(early), self.plan.sent_at)
        _note(self.parcel, name, early)
        habits.note(self.parcel, name, early, counts=False)

    def final(self, habits: Habits) -> None:
        """The final version, and sometimes the same bytes again."""
        sent_at = self.plan.sent_at
        if self.plan.draft:
            sent_at += timedelta(days=self.plan.correction_days, minutes=13)
        for rule in self.plan.mistakes:
            Slips(self.city, self.report, self.rng, self.parcel).make(rule)
        name, data = self._name(), self._bytes(self.report)
        self.parcel.send(name, data, sent_at, listed=self.plan.listed)
        _note(self.parcel, name, self.report)
        habits.note(self.parcel, name, self.report, counts=True)
        if self.plan.copy:
            self.parcel.send(self._name(), data, sent_at + timedelta(hours=2))


def deliver_village(city: City, village: Village, number: int, landing: Path) -> Iterator[Parcel]:
    """Send every month of a village; `number` makes its file names unique in the folders."""
    plans = village_plans(city)
    knowledge, habits = _Knowledge(city, village), Habits(city)
    person = city.stranger(city.rng("staff", village.code), village.county)
    for month in city.calendar.months:
        plan = plans[village, month]
        parcel = Parcel(landing, FEED, stamp(month), f"{number:03d}", strangers=[person])
        answers = knowledge.answers.get(month, [])
        staff = (person.name, person.phone)
        report = make_report(city, village, month, knowledge.reasons, answers, staff)
        if not plan.missing:
            sender = _Sender(city, report, plan, parcel)
            for order, fault in enumerate(plan.faults, 1):
                sender.faulty(fault, 41 * order)
            if plan.draft:
                sender.draft(habits)
            sender.final(habits)
        yield parcel
