"""The form that a village gets: what it can pick, what is checked, what is added up."""

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from ingestion.contract import Contract, load_contracts
from ingestion.readers.members import parts_as_they_stand
from ingestion.render.template import Row, write_template

NAMESPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
HOUSEHOLDS: list[Row] = [
    {
        "household_id": "0042",
        "head_name": "张某",
        "head_citizen_id": "999999194001010000",
        "members": 2,
    },
    {
        "household_id": "0043",
        "head_name": "李某",
        "head_citizen_id": "999999195001010000",
        "members": 3,
    },
]
XLSX_FEEDS = [name for name, contract in load_contracts().items() if contract.form == "xlsx"]


class Form:
    """A written form, looked at as a spreadsheet program does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.workbook = CalamineWorkbook.from_path(str(path))

    def rows(self, sheet: str) -> list[list[object]]:
        """All rows of a sheet, as shown."""
        found = self.workbook.get_sheet_by_name(sheet)
        return [list(row) for row in found.to_python(skip_empty_area=False)]

    def xml(self, sheet: str) -> ElementTree.Element:
        """A sheet with its formulas and checks."""
        number = self.workbook.sheet_names.index(sheet) + 1
        with zipfile.ZipFile(self.path) as archive:
            # The file was written a moment ago by this very test.
            return ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 our own file

    def checks(self, sheet: str) -> dict[str, ElementTree.Element]:
        """The check on each column, by the column's letter."""
        found = self.xml(sheet).findall(".//x:dataValidation", NAMESPACE)
        return {it.attrib["sqref"].partition(":")[0].rstrip("0123456789"): it for it in found}

    def formulas(self, sheet: str) -> dict[str, str]:
        """The formulas of a sheet, by cell."""
        cells = self.xml(sheet).findall(".//x:c", NAMESPACE)
        return {
            cell.attrib["r"]: formula.text or ""
            for cell in cells
            if (formula := cell.find("x:f", NAMESPACE)) is not None
        }


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contracts()["village_submission"]


@pytest.fixture(scope="module")
def form(contract: Contract, tmp_path_factory: pytest.TempPathFactory) -> Form:
    path = tmp_path_factory.mktemp("form") / "收支月报.xlsx"
    write_template(
        contract,
        path,
        unit_code="230521101221",
        period="2023-01",
        title="幸福村2023年1月收支月报",
        rows=HOUSEHOLDS,
    )
    return Form(path)


def letter(contract: Contract, header: str) -> str:
    headers = [column.header for column in contract.parts[0].columns.values()]
    position = headers.index(header)
    first, second = divmod(position, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


def test_the_sheet_to_fill_in_comes_first_and_the_instructions_last(form: Form) -> None:
    assert form.workbook.sheet_names == ["收支月报", "跟踪反馈", "填表说明"]


def test_the_form_says_whose_and_which_month_it_is(form: Form) -> None:
    rows = form.rows("收支月报")
    assert rows[0][0] == "幸福村2023年1月收支月报"
    assert rows[1][:8] == [
        "村代码",
        "230521101221",
        "所属月份",
        "2023-01",
        "填报人",
        "",
        "填报日期",
        "",
    ]


def test_columns_stand_under_their_group(form: Form, contract: Contract) -> None:
    rows = form.rows("收支月报")
    assert rows[3] == [column.header for column in contract.parts[0].columns.values()]
    group_of = dict(zip(rows[3], _filled_to_the_right(rows[2]), strict=True))
    for column in contract.parts[0].columns.values():
        assert group_of[column.header] == (column.group or "")


def _filled_to_the_right(cells: list[object]) -> list[object]:
    """The row of merged headings with each heading repeated over the columns it spans."""
    filled: list[object] = []
    for cell in cells:
        filled.append(cell or (filled[-1] if filled else ""))
    return filled


def test_the_villages_households_are_already_filled_in(form: Form) -> None:
    rows = form.rows("收支月报")
    assert rows[4][:5] == [1, "0042", "张某", "999999194001010000", 2]
    assert rows[5][:5] == [2, "0043", "李某", "999999195001010000", 3]


def test_the_total_row_follows_the_last_household_and_adds_up_every_amount(
    form: Form, contract: Contract
) -> None:
    assert form.rows("收支月报")[6][0] == "合计"
    formulas = form.formulas("收支月报")
    amounts = [column.header for column in contract.parts[0].columns.values() if column.unit]
    amounts.remove("家庭人口数")
    assert set(formulas) == {f"{letter(contract, header)}7" for header in amounts}
    assert formulas["F7"] == "SUM(F5:INDEX(F:F,ROW()-1))"


def test_totals_are_right_before_a_spreadsheet_has_worked_them_out(
    contract: Contract, tmp_path: Path
) -> None:
    path = tmp_path / "form.xlsx"
    amounts: list[Row] = [
        {"wage_migrant": Decimal("100.10")},
        {"wage_migrant": Decimal("0.20")},
        {},
    ]
    write_template(contract, path, rows=amounts)
    position = list(contract.parts[0].columns).index("wage_migrant")
    assert Form(path).rows("收支月报")[7][position] == 100.3


def test_reasons_and_results_are_picked_from_a_list(form: Form, contract: Contract) -> None:
    reason = form.checks("收支月报")[letter(contract, "收支变化原因")]
    assert reason.attrib["type"] == "list"
    listed = (reason.findtext("x:formula1", namespaces=NAMESPACE) or "").strip('"').split(",")
    assert listed == contract.parts[0].columns["reason"].allowed
    result = form.checks("跟踪反馈")["D"]
    assert result.findtext("x:formula1", namespaces=NAMESPACE) == '"属实,不属实"'


def test_a_negative_amount_is_refused_with_the_rules_own_words(
    form: Form, contract: Contract
) -> None:
    check = form.checks("收支月报")[letter(contract, "种植业收入")]
    assert check.attrib["type"] == "decimal"
    assert check.findtext("x:formula1", namespaces=NAMESPACE) == "0"
    assert "errorStyle" not in check.attrib, "no style means: stop"
    assert check.attrib["error"] == contract.parts[0].rules["V03"].message


def test_a_visit_outside_the_month_and_ten_days_after_is_questioned_not_refused(
    form: Form, contract: Contract
) -> None:
    check = form.checks("收支月报")[letter(contract, "入户日期")]
    assert check.attrib["type"] == "date"
    assert check.attrib["errorStyle"] == "warning"
    assert _day(check, "formula1") == date(2023, 1, 1)
    assert _day(check, "formula2") == date(2023, 2, 10)


def _day(check: ElementTree.Element, bound: str) -> date:
    text = check.findtext(f"x:{bound}", namespaces=NAMESPACE) or ""
    return date.fromordinal(date(1899, 12, 30).toordinal() + int(text))


def test_a_household_added_above_the_total_is_checked_and_added_up_too(
    form: Form, contract: Contract
) -> None:
    check = form.checks("收支月报")[letter(contract, "务工收入")]
    assert check.attrib["sqref"] == "F5:F7", "up to the total row, which moves down"
    assert "ROW()-1" in form.formulas("收支月报")["F7"]


def test_headers_are_locked_and_rows_can_be_added(form: Form) -> None:
    protection = form.xml("收支月报").find("x:sheetProtection", NAMESPACE)
    assert protection is not None
    assert protection.attrib["sheet"] == "1"
    assert protection.attrib["insertRows"] == "0", "0 means: not forbidden"


def test_it_prints_on_one_page_width_with_the_header_on_every_page(form: Form) -> None:
    setup = form.xml("收支月报").find("x:pageSetup", NAMESPACE)
    assert setup is not None
    assert (setup.attrib["orientation"], setup.attrib["fitToHeight"]) == ("landscape", "0")
    with zipfile.ZipFile(form.path) as archive:
        assert "收支月报!$1:$4" in archive.read("xl/workbook.xml").decode().replace("'", "")


def test_the_instructions_name_every_rule(form: Form, contract: Contract) -> None:
    instructions = {str(row[2]) for row in form.rows("填表说明")}
    for part in contract.parts:
        assert {rule.in_general for rule in part.rules.values()} <= instructions
    assert "本表由村填报，每月一次，次月5日前报送。" in instructions


@pytest.mark.parametrize("feed", XLSX_FEEDS)
def test_every_workbook_feed_has_a_blank_form(feed: str, tmp_path: Path) -> None:
    contract = load_contracts()[feed]
    path = tmp_path / f"{feed}.xlsx"
    write_template(contract, path)
    first = parts_as_they_stand(contract)[0]
    sheet = first.title if first.layout.sheet in ("first", "every") else first.layout.sheet
    form = Form(path)
    assert form.workbook.sheet_names[0] == sheet
    header = form.rows(str(sheet))[first.layout.header_row - 1]
    assert header == [column.header for column in first.columns.values()]


@pytest.mark.parametrize("feed", XLSX_FEEDS)
def test_whatever_has_a_fixed_list_is_picked_from_it(feed: str, tmp_path: Path) -> None:
    contract = load_contracts()[feed]
    path = tmp_path / f"{feed}.xlsx"
    write_template(contract, path)
    form = Form(path)
    parts = parts_as_they_stand(contract)
    for part, sheet in zip(parts, form.workbook.sheet_names, strict=False):
        lists = [it for it in form.checks(sheet).values() if it.attrib["type"] == "list"]
        assert len(lists) == sum(bool(column.allowed) for column in part.columns.values())


def test_there_is_no_form_for_a_feed_sent_by_a_system(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sent as csv"):
        write_template(load_contracts()["social_security"], tmp_path / "form.xlsx")


def test_a_column_that_the_form_does_not_have_is_refused(
    contract: Contract, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="bank_account"):
        write_template(contract, tmp_path / "form.xlsx", rows=[{"bank_account": "1"}])
