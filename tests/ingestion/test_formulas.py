"""Formulas, errors, months and dates: what stands in a cell beside texts and numbers."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.ingestion.conftest import Reading
from tests.ingestion.files import rewrite, workbook
from tests.ingestion.villages import GROUP_ROW, LABELS, SHEET, households, report, row, sheet, taken

SHEET_XML = "xl/worksheets/sheet1.xml"


def with_cell(cell: str, column: str = "F", **cells: Any) -> dict[str, str | None]:
    """A household's cells, one of which is written as this XML."""
    data = workbook({SHEET: sheet(row("H1", wage_migrant=987654, **cells))})
    return households(rewrite(data, {SHEET_XML: replace(f"{column}5", cell)}))[0]


def replace(reference: str, cell: str) -> Callable[[bytes], bytes]:
    def change(xml: bytes) -> bytes:
        start = xml.index(f'<c r="{reference}"'.encode())
        end = xml.index(b"</c>", start) + len(b"</c>")
        return xml[:start] + cell.encode() + xml[end:]

    return change


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="F5"><f>1+2</f></c>',
        '<c r="F5"><f>1+2</f><v></v></c>',
        '<c r="F5"><f>1+2</f><v/></c>',
        '<c r="F5"><f>1+2</f><v /></c>',
        '<c r="F5"><f>1+2</f> <v xml:space="preserve"> </v></c>',
        '<c r="F5"><f>1+2</f><!-- x --><v></v></c>',
        '<c r="F5"><v></v><f>1+2</f></c>',
        '<c r="F5" t="str"><f>1+2</f></c>',
    ],
)
def test_a_formula_that_nobody_calculated_is_no_blank(cell: str) -> None:
    assert with_cell(cell)["wage_migrant"] == "=1+2"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="F5"><f>"230521"</f><v></v></c>', "230521"),
        ('<c r="F5"><f>"230521"</f></c>', "230521"),
        ('<c r="F5" t="str"><f> "say ""so""" </f><v/></c>', 'say "so"'),
        ('<c r="F5" t="str"><f>"230521"</f><v>230521</v></c>', "230521"),
        ('<c r="F5"><f>"1"&amp;"2"</f><v></v></c>', '="1"&"2"'),
        ('<c r="F5" t="str"><f>IF(A1="","",A1)</f><v></v></c>', None),
        ('<c r="F5"><f>""</f><v></v></c>', None),
    ],
)
def test_a_quoted_text_is_that_text_and_an_empty_result_a_blank(
    cell: str, text: str | None
) -> None:
    assert with_cell(cell).get("wage_migrant") == text


@pytest.mark.parametrize("column", ["B", "D", "E", "F", "AI"])
@pytest.mark.parametrize(
    "cell",
    ['<c r="{}5" t="e"><v>#N/A</v></c>', "<c r=\"{}5\" t='e'><f>1/0</f><v>#N/A</v></c>"],
)
def test_an_error_is_its_text_wherever_it_stands(column: str, cell: str) -> None:
    cells = with_cell(cell.format(column), column, head_citizen_id="x")
    names = {"B": "household_id", "D": "head_citizen_id", "E": "members", "F": "wage_migrant"}
    assert cells[names.get(column, "visited_on")] == "#N/A"


def test_an_error_beside_a_label_is_no_village() -> None:
    data = rewrite(report(row("H1")), {SHEET_XML: replace("B2", '<c r="B2" t="e"><v>#N/A</v></c>')})
    assert taken(data).unit_code is None


@pytest.mark.parametrize(
    ("value", "read_as"),
    [
        (2022.1, None),
        (2022.01, "2022-01-01"),
        (2023.7, "2023-07-01"),
        ("2022.1", "2022-01-01"),
        ("2022.10", "2022-10-01"),
        (45108, "2023-07-01"),
        (202307, "2023-07-01"),
    ],
)
def test_a_number_that_may_be_january_or_october_is_no_date(
    day: Reading, value: Any, read_as: str | None
) -> None:
    found = day(households(report(row("H1", visited_on=value)))[0]["visited_on"])
    assert (found and found.isoformat()) == read_as


@pytest.mark.parametrize(
    ("month", "period"),
    [
        (2022.1, None),
        ("2022.1", "2022-01"),
        (2022.01, "2022-01"),
        (2023.7, "2023-07"),
        (45108, "2023-07"),
    ],
)
def test_the_label_of_the_month_is_read_alike(month: Any, period: str | None) -> None:
    labels = ["村代码", "230502200201", "所属月份", month]
    assert taken(report(row("H1"), above=[["标题"], labels, GROUP_ROW])).declared_period == period


@pytest.mark.parametrize("flag", ["1", "true"])
def test_a_bare_serial_number_counts_from_the_workbooks_own_day(flag: str) -> None:
    labels = ["村代码", "230502200201", "所属月份", 45108 - 1462]
    data = report(row("H1", visited_on=45108 - 1462), above=[["标题"], labels, GROUP_ROW])
    flagged = f'<workbookPr date1904="{flag}" '.encode()
    data = rewrite(data, {"xl/workbook.xml": lambda xml: xml.replace(b"<workbookPr ", flagged)})
    assert households(data)[0]["visited_on"] == "45108"
    assert taken(data).declared_period == "2023-07"


def test_labels_of_the_form_are_those_of_the_tests() -> None:
    assert taken(report(row("H1"))).unit_code == LABELS[1]
