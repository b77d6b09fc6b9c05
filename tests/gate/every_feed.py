"""A good file of each feed of part 三 and of the answers, all about the same households."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import openpyxl

from tests.gate import feed_files as files
from tests.gate import feed_rows as rows
from tests.gate.landing_files import Cell
from tests.gate.people import Household

MONTH, QUARTER = "2023-02", "2023-03"


class FeedFile(NamedTuple):
    """A file, the folder that it lies in, and its name."""

    feed: str
    period: str
    name: str
    data: bytes


def every_feed(homes: Sequence[Household]) -> list[FeedFile]:
    """A file of each feed, of each kind and of the older form."""
    return [
        *_of_assistance(homes),
        *_of_months(homes),
        *_of_quarters(homes),
    ]


def _of_assistance(homes: Sequence[Household]) -> Iterator[FeedFile]:
    people = [home.head for home in homes]
    beside = []
    for home in homes:
        row = rows.dibao_row(home, **{"低保（特困）证号": f"S{home.number}"})
        for name in files.MEMBERS_IN_ONE_CELL:
            del row[name]
        for n, one in enumerate(home.members[1:], start=1):
            row |= {f"成员{n}姓名": one.name, f"成员{n}身份证号": one.citizen_id}
        beside.append(row)
    carer = homes[-1].members[-1]
    care = {"照料人姓名": carer.name, "照料人身份证号": carer.citizen_id}
    made = {
        "低保老表": files.dibao_older(beside),
        "低保": files.dibao(map(rows.dibao_row, homes)),
        "边缘": files.edge(map(rows.edge_row, homes)),
        "特困": files.tekun(rows.tekun_row(one, **care) for one in people),
        "救助": files.relief(map(rows.relief_row, people)),
    }
    for name, data in made.items():
        yield FeedFile("civil_affairs", MONTH, f"{name}.xlsx", data)


def _of_months(homes: Sequence[Household]) -> Iterator[FeedFile]:
    people = [home.head for home in homes]
    made = {
        "disability": files.disability(map(rows.disability_row, people)),
        "farm_subsidy": files.farm_subsidy(map(rows.subsidy_row, people)),
        "small_loan": files.small_loan(map(rows.loan_row, homes)),
        "training": files.training(map(rows.course_row, people), map(rows.student_row, people)),
        "workshop": files.workshop(
            [rows.workshop_row("C1")], map(rows.pay_row, people), map(rows.award_row, people)
        ),
        "public_post": files.public_post(map(rows.post_row, people)),
        "worklist_answer": files.worklist_answer(("民政局", "2305"), map(rows.answer_row, homes)),
    }
    for feed, data in made.items():
        yield FeedFile(feed, MONTH, f"{feed}.xlsx", data)


def _of_quarters(homes: Sequence[Household]) -> Iterator[FeedFile]:
    people = [home.head for home in homes]
    villages = sorted({home.village for home in homes})
    made = {
        "farm_insurance": files.farm_insurance(
            map(rows.policy_row, people), map(rows.claim_row, people)
        ),
        "linkage_projects": files.linkage_projects(
            [rows.project_row("X1")], [rows.entity_row("E1")], map(rows.linked_row, people)
        ),
        "consumption": files.consumption([rows.unit_row("U1")]),
        "collective_economy": files.collective_economy(map(rows.collective_row, villages)),
        "land_shares": files.land_shares(map(rows.land_row, homes)),
    }
    for feed, data in made.items():
        yield FeedFile(feed, QUARTER, f"{feed}.xlsx", data)


#: The texts of headers, in the lower row where there are two.
HEADERS = {
    name.rpartition("·")[2]
    for header in vars(files).values()
    if isinstance(header, list)
    for name in header
}


def with_columns(data: bytes, columns: Mapping[str, Cell]) -> bytes:
    """The workbook with more columns on every sheet, behind the others, all rows alike."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        rows = list(enumerate(sheet.iter_rows(values_only=True), start=1))
        header = max((row for row, cells in rows[:4] if HEADERS & set(cells)), default=1)
        for at, (name, cell) in enumerate(columns.items(), start=sheet.max_column + 1):
            sheet.cell(header, at, name)
            for row, cells in rows[header:]:
                if any(cells):
                    sheet.cell(row, at, cell)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
