"""Made-up workbooks of departments: farm subsidies as .xls, linkage projects (measures.md, 2)."""

import random
from pathlib import Path

import xlsxwriter
import xlwt

from benchmarks.pension_lines import GIVEN, SURNAMES, citizen_id

SUBSIDIES, PROJECTS = "farm_subsidy", "linkage_projects"
PERIODS = {SUBSIDIES: "2023-09", PROJECTS: "2023-09"}
SUBSIDY_HEADERS = [
    "序号",
    "收款人全称",
    "收款人身份证号",
    "补贴项目",
    "面积",
    "标准",
    "最终确定发放该人补贴总金额",
    "发放状态",
    "发放日期",
]
UPPER = [
    *("项目编号", "县代码", "村代码", "项目名称", "项目类别", "资产类型", "实施方式"),
    *("下达资金（万元）", "", "", "", "支出资金（万元）", "", "", ""),
    *("劳务报酬（万元）", "状态", "年度应分配收益", "已分配收益", "更新日期"),
]
LOWER = [*[""] * 7, *["中央", "省级", "市县", "其他"] * 2]
ENTITY_HEADERS = ["主体编码", "名称", "县代码", "村代码", "类型", "主导产业", "一村一品"]
LINKED_HEADERS = [
    *("编号", "身份证号", "姓名", "带动方式", "庭院"),
    *("应付金额", "已付金额", "付款日期"),
]
VILLAGE = "230502200201"


def write_subsidies(landing: Path, rows: int) -> Path:
    """An .xls with a row for each person: title, header in row 2."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("发放明细")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet.write(0, 0, "惠农补贴发放明细（社保卡）")
    for at, header in enumerate(SUBSIDY_HEADERS):
        sheet.write(1, at, header)
    chance = random.Random(2023)
    for number in range(rows):
        area = chance.randrange(10, 500) / 10
        cells = [number + 1, _name(chance), citizen_id(number), "玉米生产者补贴", area, 50]
        row = sheet.row(number + 2)
        for at, value in enumerate([*cells, round(area * 50, 2), "已发放"]):
            row.write(at, value)
        row.write(8, 45170 + chance.randrange(30), day)
    path = _folder(landing, SUBSIDIES) / "惠农补贴9月.xls"
    book.save(str(path))
    return path


def write_projects(landing: Path, rows: int) -> Path:
    """An .xlsx with a header of two rows, amounts in 万元, and one linked person a project."""
    path = _folder(landing, PROJECTS) / "项目台账三季度.xlsx"
    chance = random.Random(2023)
    with xlsxwriter.Workbook(path) as book:
        projects = book.add_worksheet("项目")
        projects.write_row(0, 0, ["衔接资金项目台账"])
        projects.write_row(2, 0, UPPER)
        projects.write_row(3, 0, LOWER)
        entities, linked = book.add_worksheet("经营主体"), book.add_worksheet("带动户")
        entities.write_row(1, 0, ENTITY_HEADERS)
        linked.write_row(1, 0, LINKED_HEADERS)
        for number in range(rows):
            code = f"XM{number:06d}"
            allotted = [chance.randrange(1, 100) / 2 for _ in range(4)]
            spent = [round(one * chance.random(), 4) for one in allotted]
            cells = [code, VILLAGE[:6], VILLAGE, f"项目{number}", "产业发展", "经营性", "一般"]
            money = [*allotted, *spent, 1.5, "运营", 20000, 10000, "2023-09-20"]
            projects.write_row(number + 4, 0, [*cells, *money])
            person = [citizen_id(number), _name(chance), "收益分红", "否", 500, 500, "2023-09-20"]
            linked.write_row(number + 2, 0, [code, *person])
    return path


def _name(chance: random.Random) -> str:
    return "".join(chance.choice(letters) for letters in (SURNAMES, GIVEN, GIVEN))


def _folder(landing: Path, feed: str) -> Path:
    folder = landing / feed / PERIODS[feed]
    folder.mkdir(parents=True)
    return folder
