"""What a village gets for the month, and that nobody is asked twice."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.contract import load_contracts
from ingestion.privacy.citizen_id import mask_name
from tests.dbt.installations import an_installation
from tests.gate.people import BAOSHAN, CHAOYANG, CHUNCHENG, NOWHERE, SHUANGSHENG, Household
from tests.reported_villages import (
    MOVED_HERE,
    PENSIONER,
    POST_HOLDER,
    UNAUTHORISED,
    ReportedVillages,
)
from zengshou.jobs import steps
from zengshou.outputs.forms.village import (
    Figure,
    NoForm,
    Unit,
    households,
    months_beside,
    units,
)
from zengshou.outputs.forms.village import Household as VillageHousehold
from zengshou.outputs.forms.workbook import village_workbook

FEBRUARY = date(2023, 2, 1)
PREFILLED = "00FFF2CC"


@pytest.fixture(scope="module")
def form(reported_villages: ReportedVillages) -> Path:
    """The form of 双胜村 for February, as the command writes it."""
    to = reported_villages.home / "form.xlsx"
    result = reported_villages.zengshou(
        *("template", "--village", SHUANGSHENG, "--month", "2023-02"),
        *("--out", str(to), "--by", "县局 王某"),
    )
    assert result.returncode == 0, result.stderr
    return to


def main_sheet(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path)["收支月报"]


def cell_of(sheet: Worksheet, home: Household, header: str) -> openpyxl.cell.cell.Cell:
    columns = {str(cell.value): cell.column for cell in sheet[4]}
    [row] = [row[0].row for row in sheet.iter_rows(min_row=5) if row[1].value == home.number]
    found = sheet.cell(row or 0, columns[header] or 0)
    assert isinstance(found, openpyxl.cell.cell.Cell)
    return found


def test_it_lists_the_lifted_households_with_head_and_head_count(form: Path) -> None:
    sheet = main_sheet(form)
    rows = [[cell.value for cell in row[:5]] for row in sheet.iter_rows(min_row=5, max_row=7)]
    assert rows == [
        [place, home.number, home.head.name, home.head.citizen_id, 2]
        for place, home in enumerate(MOVED_HERE, start=1)
    ]
    assert sheet["A8"].value == "合计", "the ordinary household is not asked"
    assert [cell.value for cell in sheet[2]][:4] == ["村代码", SHUANGSHENG, "所属月份", "2023-02"]


@pytest.mark.parametrize(
    ("home", "header", "amount"),
    [
        (PENSIONER, "养老金", 120.5),
        (PENSIONER, "务工收入", 2000),
        (POST_HOLDER, "公益性岗位收入", 800),
        (POST_HOLDER, "医疗自付支出", 35),
    ],
)
def test_what_departments_reported_is_noted_beside_a_blank_cell(
    form: Path, home: Household, header: str, amount: float
) -> None:
    """Nobody knows yet whether declarations match: six months are missing."""
    cell = cell_of(main_sheet(form), home, header)
    assert cell.value is None
    assert cell.comment is not None
    assert f"报送：{amount:,.2f}元" in cell.comment.text
    assert "请按入户核实的数填写" in cell.comment.text


def test_where_declarations_matched_the_departments_figure_stands_in_the_cell() -> None:
    unit = Unit(SHUANGSHENG, "双胜村", "某乡", "某县")
    homes = [
        VillageHousehold(
            home.number,
            2,
            None,
            None,
            {
                "tr_pension": Figure(Decimal("120.50"), is_value=home is PENSIONER),
                "wage_migrant": Figure(Decimal(2000), is_value=False),
            },
        )
        for home in (PENSIONER, POST_HOLDER)
    ]
    feeds = {"tr_pension": "social_security", "wage_migrant": "employment"}
    written = village_workbook(load_contracts(), unit, FEBRUARY, homes, {}, {}, feeds)
    sheet = openpyxl.load_workbook(io.BytesIO(written))["收支月报"]
    assert isinstance(sheet, Worksheet)
    taken = cell_of(sheet, PENSIONER, "养老金")
    assert taken.value == 120.5
    assert taken.fill.fgColor.rgb.endswith(PREFILLED[2:])
    assert taken.comment is not None
    assert "不一致请改正" in taken.comment.text
    for home, header in ((POST_HOLDER, "养老金"), (PENSIONER, "务工收入")):
        assert cell_of(sheet, home, header).value is None


def test_nothing_is_shown_of_a_household_that_has_not_authorised_it(form: Path) -> None:
    sheet = main_sheet(form)
    for header in ("养老金", "务工收入"):
        comment = cell_of(sheet, UNAUTHORISED, header).comment
        assert comment is None or "报送" not in comment.text


def test_last_months_amount_is_shown_beside_but_not_filled_in(form: Path) -> None:
    cell = cell_of(main_sheet(form), UNAUTHORISED, "赡养费")
    assert cell.value is None
    assert cell.comment is not None
    assert cell.comment.text == "上月填报：300.00元"
    shown = openpyxl.load_workbook(form)["往期对照"]
    rows = {row[0]: row for row in shown.iter_rows(min_row=3, values_only=True)}
    assert rows[UNAUTHORISED.number][1:3] == (UNAUTHORISED.head.name, "上月 2023-01")
    assert 300 in rows[UNAUTHORISED.number]


def test_only_whoever_asked_can_read_the_file_and_it_is_known_who_that_was(
    form: Path, reported_villages: ReportedVillages
) -> None:
    assert form.stat().st_mode & 0o777 == 0o600
    [(person, subject, reason)] = reported_villages.rows(
        "select person, subject, reason from ops.audit where action = 'reveal'"
        f" and subject like '%{SHUANGSHENG}%'"
    )
    assert person == "县局 王某"
    assert subject == f"village form {SHUANGSHENG} 2023-02: 3 heads"
    assert reason == "zengshou template"
    logs = "".join(path.read_text() for path in reported_villages.home.rglob("*.log"))
    assert not any(home.head.citizen_id in logs for home in MOVED_HERE)


def test_a_county_gets_a_zip_with_all_its_villages(reported_villages: ReportedVillages) -> None:
    to = reported_villages.home / "county.zip"
    result = reported_villages.zengshou(
        "template", "--county", "230502", "--month", "2023-02", "--out", str(to)
    )
    assert result.returncode == 0, result.stderr
    with zipfile.ZipFile(to) as archive:
        codes = {re.findall("[0-9]{12}", name)[0] for name in archive.namelist()}
        books = [openpyxl.load_workbook(io.BytesIO(archive.read(it))) for it in archive.namelist()]
    assert codes == {SHUANGSHENG, CHAOYANG}, "villages without households get no form"
    assert {book["收支月报"]["B2"].value for book in books} == codes


def test_an_unknown_village_is_told_in_one_line_with_exit_code_2(
    reported_villages: ReportedVillages,
) -> None:
    result = reported_villages.zengshou("template", "--village", NOWHERE, "--month", "2023-02")
    assert result.returncode == 2
    assert f"there is no division {NOWHERE}" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("code", "month", "told"),
    [
        (SHUANGSHENG, date(2999, 1, 1), "2999-01 is in the future"),
        (CHUNCHENG, FEBRUARY, "is not a reporting village in 2023-02"),
        (SHUANGSHENG, date(2019, 12, 1), "is not a reporting village in 2019-12"),
        ("2305", FEBRUARY, "no village of 双鸭山市"),
        (SHUANGSHENG, date(2022, 12, 1), "no roster is in force for 2022-12"),
    ],
)
def test_where_no_form_can_be_made_the_reason_is_told(
    reported_villages: ReportedVillages, code: str, month: date, told: str
) -> None:
    with (
        an_installation(reported_villages.home, reported_villages.url),
        steps.engine().connect() as connection,
        pytest.raises(NoForm, match=told),
    ):
        households(connection, units(connection, code, month), month, [])


def test_a_village_without_households_gets_none(reported_villages: ReportedVillages) -> None:
    with (
        an_installation(reported_villages.home, reported_villages.url),
        steps.engine().connect() as connection,
    ):
        found = units(connection, BAOSHAN, FEBRUARY)
        assert households(connection, found, FEBRUARY, []) == {BAOSHAN: []}


@pytest.mark.parametrize(
    ("month", "last", "year_before"),
    [
        (date(2023, 1, 1), date(2022, 12, 1), date(2022, 1, 1)),
        (date(2023, 12, 1), date(2023, 11, 1), date(2022, 12, 1)),
    ],
)
def test_the_months_beside_are_the_last_one_and_the_same_of_last_year(
    month: date, last: date, year_before: date
) -> None:
    assert months_beside(month) == (last, year_before)


def calculate_the_total(sheet: Worksheet) -> None:
    """What a spreadsheet program does, and openpyxl does not."""
    rows = list(sheet.iter_rows(min_row=5))
    at = next(at for at, row in enumerate(rows) if row[0].value == "合计")
    for place, cell in enumerate(rows[at]):
        if cell.data_type == "f":
            above = (row[place].value for row in rows[:at])
            cell.value = sum(value for value in above if isinstance(value, int | float))


def test_filled_in_by_a_cadre_it_loads_without_a_finding_and_the_senders_are_answered(
    form: Path, reported_villages: ReportedVillages
) -> None:
    book = openpyxl.load_workbook(form)
    sheet = book["收支月报"]
    for home in MOVED_HERE:
        cell_of(sheet, home, "入户日期").value = date(2023, 2, 14)
    cell_of(sheet, PENSIONER, "养老金").value = 120.5
    cell_of(sheet, POST_HOLDER, "公益性岗位收入").value = 800
    cell_of(sheet, POST_HOLDER, "医疗自付支出").value = 35
    cell_of(sheet, UNAUTHORISED, "务工收入").value = 2600
    cell_of(sheet, PENSIONER, "务工收入").value = 2500  # the department reported 2000
    sheet["F2"] = "赵某"
    calculate_the_total(sheet)
    filled = io.BytesIO()
    book.save(filled)
    reported_villages.landing.put(
        "village_submission", "2023-02", "双胜二月.xlsx", filled.getvalue()
    )
    result = reported_villages.zengshou("run", "--landing", str(reported_villages.landing.root))
    assert result.returncode == 0, result.stderr
    assert reported_villages.rows(
        "select status, rows_accepted, (select count(*) from ops.finding where load_id = l.load_id)"
        " from ops.load as l where file_name = '双胜二月.xlsx'"
    ) == [("accepted", 3, 0)]
    assert reported_villages.rows(
        "select item, declared, departmental, status from marts.reconciliation"
        " where status <> 'match'"
    ) == [("wage", 2500, 2000, "mismatch")]
    burden = reported_villages.rows(
        "select household_rows, cells_blank_form, cells_with_households, cells_with_prefill,"
        " prefilled_cells, confirmed_cells from marts.submission_burden"
        f" where division_code = '{SHUANGSHENG}' and month = '2023-02-01'"
    )
    # typed: three visits and five amounts, of which none stood in a cell
    assert burden == [(3, 3 * 4 + 5 + 3, 5 + 3, 5 + 3, 0, 0)]
    answer = reported_villages.answer(SHUANGSHENG, "2023-02", "双胜二月.xlsx")
    told = {row[0]: row[1] for row in openpyxl.load_workbook(answer)["反馈汇总"].values if row[0]}
    assert told["怎么办"] == "全部通过，不用再报。"
    differences = openpyxl.load_workbook(
        reported_villages.answer("employment", "2023-02", "务工.xlsx")
    )["比对差异"]
    rows = list(differences.iter_rows(min_row=5, values_only=True))
    assert [row[2:] for row in rows] == [
        (
            PENSIONER.number,
            mask_name(PENSIONER.head.name),
            "3",
            2000,
            2500,
            -500,
            "不一致",
        )
    ]


def test_the_drop_down_of_answers_offers_rules_and_lists_by_name(form: Path) -> None:
    [offered] = openpyxl.load_workbook(form)["跟踪反馈"].data_validations.dataValidation[:1]
    assert {"收入骤减", "务工中断", "贷款逾期"} <= set(offered.formula1.strip('"').split(","))
    assert "集体经济薄弱" not in offered.formula1, "its items have no household"
    assert offered.errorStyle == "warning", "a code may be typed instead"


def test_sent_back_untouched_it_is_no_report(
    form: Path, reported_villages: ReportedVillages
) -> None:
    result = reported_villages.zengshou("check", str(form))
    assert result.returncode == 1, result.stderr
    first, finding = result.stdout.strip().splitlines()
    assert "village_submission 2023-02" in first
    assert "F08" in finding


def test_with_one_visit_noted_it_is_a_report_and_its_marks_say_what_is_missing(
    form: Path, reported_villages: ReportedVillages, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(form)
    cell_of(book["收支月报"], MOVED_HERE[0], "入户日期").value = date(2023, 2, 10)
    visited = tmp_path / "visited.xlsx"
    book.save(visited)
    result = reported_villages.zengshou("check", str(visited), "--to", str(tmp_path / "copies"))
    assert result.returncode == 1, result.stderr
    assert "F08" not in result.stdout
    assert result.stdout.count("W06") == len(MOVED_HERE) - 1
    assert "收支月报" in openpyxl.load_workbook(tmp_path / "copies/试填_visited.xlsx").sheetnames
