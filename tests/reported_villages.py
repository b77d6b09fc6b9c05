"""Two villages, a roster and three departments: what forms and feedback are tried on."""

import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
from openpyxl.styles import PatternFill

from tests.gate.landing_files import (
    VILLAGE_HEADER,
    Cells,
    Landing,
    employment,
    member_row,
    roster,
    settlements,
    social_security,
    village,
    village_row,
)
from tests.gate.people import CHAOYANG, SHUANGSHENG, Household, household

COMMAND = [sys.executable, "-c", "from zengshou.cli.main import main; main()"]
PENSIONER, UNAUTHORISED, POST_HOLDER = (household(serial) for serial in (1, 2, 3))
NEIGHBOURS = [household(serial, CHAOYANG) for serial in (4, 5, 6)]
ORDINARY = household(7)
MOVED_HERE = [PENSIONER, UNAUTHORISED, POST_HOLDER]
FORMULA = '=HYPERLINK("http://198.51.100.1/","见附件")'
FORMULA_TEXT = "=1+1"


@dataclass
class ReportedVillages:
    """An installation of its own and its landing zone."""

    home: Path
    url: str
    landing: Landing

    @property
    def outbox(self) -> Path:
        """Where answers to senders go."""
        return self.landing.root.parent / "outbox"

    def zengshou(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command line on this installation."""
        environment = os.environ | {
            "ZENGSHOU_HOME": str(self.home),
            "ZENGSHOU_DATABASE_URL": self.url,
            "COLUMNS": "200",
        }
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.home,
            capture_output=True,
            text=True,
            env=environment,
            timeout=500,
            check=False,
        )

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the warehouse."""
        with psycopg.connect(self.url.replace("+psycopg", "")) as connection:
            return connection.execute(query.encode()).fetchall()

    def answer(self, recipient: str, period: str, file_name: str) -> Path:
        """The only answer to a file."""
        stem = file_name.rpartition(".")[0]
        [found] = (self.outbox / recipient / period).glob(f"反馈_{stem}_*.xlsx")
        return found


#: How many there are; files sent later come minutes after them.
FIRST_FILES = 7


def land_first_files(landing: Landing) -> None:
    """January's workbooks of two villages, February's files of the departments."""
    landing.put("household_roster", "2023-01", "花名册.xlsx", _roster())
    landing.put("village_submission", "2023-01", "双胜.xlsx", _january())
    landing.put("village_submission", "2023-01", "朝阳.xlsx", _january_with_mistakes())
    landing.put("village_submission", "2023-01", "坏了.xlsx", b"no workbook at all")
    landing.put("social_security", "2023-02", "养老.csv", _pensions())
    landing.put("employment", "2023-02", "务工.xlsx", _employment())
    landing.put("medical_insurance", "2023-02", "结算.csv", _settlements())


def _roster() -> bytes:
    rows = []
    for home in [*MOVED_HERE, *NEIGHBOURS]:
        signed = None if home is UNAUTHORISED else "2022-06-01"
        rows += [member_row(home, one, 承诺授权书日期=signed) for one in home.members]
    rows += [member_row(ORDINARY, one, 户类型="一般农户") for one in ORDINARY.members]
    return roster(rows)


def _january() -> bytes:
    rows = [
        village_row(home, 务工收入=1500 + place, 赡养费=300, 入户日期="2023-01-10")
        for place, home in enumerate(MOVED_HERE)
    ]
    return village(SHUANGSHENG, "2023-01", rows)


def _january_with_mistakes() -> bytes:
    """An amount that is none, a missing visit, an unknown column, formulas good and bad."""
    first, second, third = NEIGHBOURS
    rows: list[Cells] = [
        village_row(first, 赡养费="约500", 入户日期="2023-01-10"),
        village_row(second, 入户日期=None, 备注=FORMULA_TEXT),
        village_row(third, 入户日期="2023-01-10"),
    ]
    header = [*VILLAGE_HEADER, "产业类型"]
    plain = village(CHAOYANG, "2023-01", rows, header=header, total={"务工收入": 6000})
    book = openpyxl.load_workbook(io.BytesIO(plain))
    sheet = book["收支月报"]
    sheet["F8"] = "=SUM(F5:F7)"
    sheet.cell(7, VILLAGE_HEADER.index("备注") + 1).value = FORMULA
    sheet["A1"].fill = PatternFill("solid", fgColor="00FF00")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _pension(home: Household, amount: float | str, **cells: str) -> Cells:
    row: Cells = {
        "个人编号": home.head.number,
        "身份证号": home.head.citizen_id,
        "姓名": home.head.name,
        "参保状态": "1",
        "缴费状态": "3",
        "费款所属期": "202302",
        "实付年月": "202302",
        "支付标志": "1",
        "发放金额": amount,
    }
    return row | cells


def _pensions() -> bytes:
    return social_security(
        [
            _pension(PENSIONER, 120.5),
            _pension(UNAUTHORISED, 118),
            _pension(POST_HOLDER, "约一百"),
            _pension(NEIGHBOURS[0], 99, 身份证号="123"),
        ]
    )


def _employment() -> bytes:
    def working(home: Household, member: int, channel: str, pay: int) -> Cells:
        person = home.members[member]
        return {
            "人编号": person.number,
            "姓名": person.name,
            "证件号码": person.citizen_id,
            "是否务工": "是",
            "就业渠道": channel,
            "月收入": pay,
        }

    return employment(
        [
            working(PENSIONER, 1, "外出务工", 2000),
            working(POST_HOLDER, 0, "公益性岗位", 800),
            working(UNAUTHORISED, 0, "县内务工", 2600),
        ]
    )


def _settlements() -> bytes:
    amounts = {"hifp_pay": 65, "fund_pay_sumamt": 65, "psn_part_amt": 35, "medfee_sumamt": 100}
    return settlements(
        [
            {
                "setl_id": "S1",
                "mdtrt_id": "T1",
                "certno": POST_HOLDER.head.citizen_id,
                "psn_name": POST_HOLDER.head.name,
                "setl_time": "2023-02-08",
                "refd_setl_flag": "0",
                **amounts,
            }
        ]
    )
