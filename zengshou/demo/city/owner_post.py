"""worklist_answer: the worklists that come back answered, a workbook per owner and month.

The owners send a copy of the workbook that they got, without its hidden cells. With dirt they make
the mistakes of offices: another name for a list or for themselves, a row twice, nothing filled in.
"""

from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from random import Random

from zengshou.demo.city.city import City
from zengshou.demo.city.layouts import Cell, Row
from zengshou.demo.city.months import shift, stamp
from zengshou.demo.city.owner_answers import Answer, answering_months, answers_of
from zengshou.demo.city.owners import CITY, Owner
from zengshou.demo.city.parcels import Parcel, office_hour
from zengshou.demo.city.places import read_seed
from zengshou.demo.city.writers import Sheet, workbook

FEED = "worklist_answer"
_HEADER: list[Cell] = [
    "清单", "对象", "办理结果", "处理状态", "办理日期", "措施", "经办人",
]  # fmt: skip
_LIST, _RESULT, _HANDLING, _DAY = 0, 2, 3, 4
_FIRST_ROW = 5
_ROWS_OF_A_SHEET = 10_000_000  # row numbers of the next sheet begin so much higher
_UNANSWERED = Owner("承保机构", CITY)
_UNKNOWN = Owner("双鸭山市民政局", CITY)

Lists = dict[str, list[Row]]


def deliver_answers(city: City, month: date, landing: Path) -> Parcel:
    """Send the workbooks of all owners that answer in the month."""
    parcel = Parcel(landing, FEED, stamp(month))
    order = list(answering_months(city)).index(month)
    answers = sorted(
        answers_of(city, month), key=lambda a: (a.item.owner.name, a.item.owner.division)
    )
    owners = [(owner, list(own)) for owner, own in groupby(answers, key=lambda a: a.item.owner)]
    for number, (owner, own) in enumerate(owners):
        rng = city.rng(FEED, stamp(month), owner.name, owner.division)
        lists = _lists(city, parcel, own, rng)
        if city.parameters.dirt > 0 and number == order % len(owners):
            _spoil(lists, order)
        sent_at = office_hour(rng, max(answer.day for answer in own) + timedelta(days=1))
        _send(parcel, owner, month, lists, rng, sent_at)
    if city.parameters.dirt > 0 and answers:
        _send_faulty(city, parcel, month, order)
    return parcel


def _lists(city: City, parcel: Parcel, answers: list[Answer], rng: Random) -> Lists:
    """The rows of each list, by its Chinese name."""
    names = {row["code"]: row["name_zh"] for row in read_seed("worklists")}
    clerk = city.stranger(rng, city.places.counties[0])
    parcel.strangers.append(clerk)
    found: Lists = {}
    for one in answers:
        name = names[one.item.code]
        found.setdefault(name, []).append(
            Row([
                name, one.item.subject, one.result, one.handling, one.day, one.measure, clerk.name,
            ])
        )  # fmt: skip
    return found


def _spoil(lists: Lists, order: int) -> None:
    """Z03-Z06 in turn. Rejected rows are invented, so that no item loses its answer."""
    first = next(iter(lists.values()))

    def invent(rule: str, place: int, value: Cell) -> Row:
        row = first[0].copy(rule)
        row.cells[1] = f"W{order:03d}"
        row.cells[place] = value
        first.append(row)
        return row

    if order % 4 == 0:
        invent("Z03", _LIST, f"{first[0].cells[_LIST]}清单")
    elif order % 4 == 1:
        invent("Z04", _RESULT, "部分属实")
        invent("Z04", _DAY, "下周").cells[1] = f"W{order:03d}B"
    elif order % 4 == 2:
        twice = invent("Z05", _RESULT, "属实")
        first.append(twice.copy("Z05"))
    else:
        unknown = first[0].copy()  # the receiver tells of it after the build, as Z12
        unknown.cells[1] = f"W{order:03d}"
        first.append(unknown)
    for row in first:
        if row.cells[_HANDLING] == "处理中" and not row.rules:
            row.cells[_HANDLING] = "正在办理"
            row.rules.append("Z06")
            break


def _send(
    parcel: Parcel, owner: Owner, month: date, lists: Lists, rng: Random, sent_at: datetime
) -> None:
    name = parcel.file_name(rng, f"{owner.name}{stamp(month)}工作清单办理结果", "xlsx")
    parcel.send(name, _book(owner, month, lists), sent_at)
    for number, rows in enumerate(lists.values()):
        parcel.note_rows(name, rows, _FIRST_ROW + number * _ROWS_OF_A_SHEET)


def _send_faulty(city: City, parcel: Parcel, month: date, order: int) -> None:
    """F08: a workbook as it was sent out. F04: an office that writes its name with the city's."""
    owner, fault = ((_UNANSWERED, "F08"), (_UNKNOWN, "F04"))[order % 2]
    rng = city.rng(FEED, stamp(month), fault)
    filled: list[Cell] = ["属实", "处理中", shift(month, 1), "已核查", ""]
    row = Row(["种植未参保", f"W{order:03d}", *(filled if fault == "F04" else [""] * len(filled))])
    name = parcel.file_name(rng, f"{owner.name}{stamp(month)}工作清单", "xlsx")
    sent_at = office_hour(rng, shift(month, 1).replace(day=20))
    parcel.send(name, _book(owner, month, {"种植未参保": [row]}), sent_at)
    parcel.note(name, fault)


def _book(owner: Owner, month: date, lists: Lists) -> bytes:
    """A sheet per list: title, note, labels of the sender, header, rows."""
    labels: list[Cell] = [
        "责任单位", owner.name, "责任区划", owner.division, "数据月份", stamp(month),
    ]  # fmt: skip
    sheets = []
    for name, rows in lists.items():
        lead: list[list[Cell]] = [[f"{name}清单（虚构数据）"], ["原表报回"], labels, _HEADER]
        sheets.append(Sheet(name, [*lead, *(row.cells for row in rows)]))
    return workbook(sheets)
