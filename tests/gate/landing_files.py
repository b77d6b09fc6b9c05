"""Small files as the senders make them, and a landing zone to put them in.

Sheets are written as feeds.md shows them, with its own headers, and not from the contracts.
"""

import csv
import hashlib
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import xlsxwriter

from tests.gate.people import Household, Person

Cell = str | int | float | date | None
Cells = dict[str, Cell]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def _header(names: str) -> list[str]:
    return names.split()


ROSTER_HEADER = _header("""
    村代码 户编号 户类型 监测对象类别 风险是否已消除 年度家庭人口数 人编号 姓名 证件号码 联系电话
    与户主关系 性别 健康状况 劳动技能 在校生状况 人员状态 承诺授权书日期
""")
INCOME_HEADER = _header("""
    年度 村代码 户编号 户主姓名 户主证件号码 家庭人口数
    工资性收入 生产经营性收入 财产性收入 转移性收入
    计划生育金 最低生活保障金 特困人员救助供养金 养老金 生态补偿金 其他转移性收入
    生产经营性支出 纯收入 人均纯收入 合规自付支出 理赔收入
""")
VILLAGE_HEADER = _header("""
    序号 户编号 户主姓名 户主证件号码 家庭人口数
    务工收入 公益性岗位收入 帮扶车间收入 其他工资性收入
    种植业收入 养殖业收入 庭院经济收入 其他经营性收入
    土地流转收入 资产收益分红 集体经济分红 其他财产性收入
    最低生活保障金 特困人员救助供养金 养老金 计划生育金 生态补偿金 农业补贴 赡养费 其他转移性收入
    临时救助和慰问金 理赔收入
    生产经营性支出 医疗自付支出 教育支出 住房支出 灾害意外支出 其他刚性支出
    收支变化原因 入户日期 备注
""")
FEEDBACK_HEADER = _header("""
    户编号 预警规则 核实日期 核实结果 原因 帮扶措施 措施日期 处理状态
""")
SOCIAL_HEADER = _header("""
    个人编号 身份证号 姓名 参保状态 缴费状态 参保身份 费款所属期
    实付年月 支付标志 发放金额 其中丧葬费
""")
ENROLMENT_HEADER = _header("certno psn_name insutype psn_insu_stas crt_insu_date insu_admdvs")
SETTLEMENT_HEADER = _header("""
    setl_id mdtrt_id certno psn_name med_type setl_time refd_setl_flag
    medfee_sumamt hifp_pay hifmi_pay maf_pay oth_pay fund_pay_sumamt psn_part_amt
""")
EMPLOYMENT_HEADER = _header("""
    人编号 姓名 证件号码 是否务工 就业渠道 企业名称 务工所在地 开始时间 结束时间 月收入
    公益岗出勤天数 年度交通费补助
""")

#: Row number of a file's first data row, as shown in the sheet.
FIRST_ROW = {
    "household_roster": 4,
    "income_detail": 4,
    "village_submission": 5,
    "social_security": 2,
    "medical_insurance": 2,
    "employment": 3,
}


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """An .xlsx file; the same cells give the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": datetime(2020, 1, 1)})  # noqa: DTZ001 it has no time zone
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, datetime.combine(value, time()), day)
                elif value is not None:
                    sheet.write_number(number, column, value)
    book.close()
    return buffer.getvalue()


def csv_file(header: Sequence[str], rows: Iterable[Cells], encoding: str) -> bytes:
    """A csv file with Windows line ends."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(lines_of(header, rows))
    return text.getvalue().encode(encoding)


def lines_of(header: Sequence[str], rows: Iterable[Cells]) -> list[list[Cell]]:
    """The rows as cells in the order of the header."""
    lines = []
    for row in rows:
        assert set(row) <= set(header), f"no such column: {set(row) - set(header)}"
        lines.append([row.get(name) for name in header])
    return lines


def roster(rows: Iterable[Cells], header: Sequence[str] = ROSTER_HEADER) -> bytes:
    """Export of the national system: title, note, header in row 3."""
    above: list[list[Cell]] = [["家庭成员信息"], ["导出说明"], list(header)]
    return workbook({"家庭成员信息": above + lines_of(header, rows)})


def income_detail(rows: Iterable[Cells], header: Sequence[str] = INCOME_HEADER) -> bytes:
    """The year's table: two title rows, header in row 3."""
    above: list[list[Cell]] = [["收入明细表"], ["单位：元"], list(header)]
    return workbook({"收入明细": above + lines_of(header, rows)})


def village(
    code: Cell,
    month: Cell,
    rows: Iterable[Cells],
    *,
    header: Sequence[str] = VILLAGE_HEADER,
    total: Cells | None = None,
    feedback: Iterable[Cells] | None = None,
    labels: Sequence[Cell] | None = None,
) -> bytes:
    """A village's workbook of a month; with `total` a 合计 row and signatures below it."""
    label_row = ["村代码", code, "所属月份", month, "填报人", "某某", "填报日期", "2023-03-01"]
    above: list[list[Cell]] = [["收支月报"], list(labels or label_row), ["基本信息"], list(header)]
    below: list[list[Cell]] = []
    if total is not None:
        below = [["合计", *lines_of(header[1:], [total])[0]], ["填报人签字：", None, "村盖章："]]
    sheets = {"收支月报": above + lines_of(header, rows) + below}
    if feedback is not None:
        sheets["跟踪反馈"] = [list(FEEDBACK_HEADER), *lines_of(FEEDBACK_HEADER, feedback)]
    return workbook(sheets)


def social_security(rows: Iterable[Cells]) -> bytes:
    """Pension lines, GBK."""
    return csv_file(SOCIAL_HEADER, rows, "gbk")


def enrolment(rows: Iterable[Cells]) -> bytes:
    """Medical insurance enrolment, UTF-8 with BOM."""
    return csv_file(ENROLMENT_HEADER, rows, "utf-8-sig")


def settlements(rows: Iterable[Cells]) -> bytes:
    """Medical settlements, UTF-8 with BOM."""
    return csv_file(SETTLEMENT_HEADER, rows, "utf-8-sig")


def employment(rows: Iterable[Cells]) -> bytes:
    """The employment ledger: a sheet of instructions, then title, header and data."""
    above: list[list[Cell]] = [["务工台账"], list(EMPLOYMENT_HEADER)]
    data = above + lines_of(EMPLOYMENT_HEADER, rows)
    return workbook({"填表说明": [["请按月填报"]], "务工台账": data})


def member_row(home: Household, person: Person, **cells: Cell) -> Cells:
    """A roster row without fault."""
    row: Cells = {
        "村代码": home.village,
        "户编号": home.number,
        "户类型": home.kind,
        "年度家庭人口数": len(home.members),
        "人编号": person.number,
        "姓名": person.name,
        "证件号码": person.citizen_id,
        "联系电话": person.phone,
        "与户主关系": person.relation,
        "在校生状况": person.student,
        "人员状态": person.status,
    }
    return row | cells


def roster_rows(households: Iterable[Household]) -> list[Cells]:
    """All members of these households, without fault."""
    return [member_row(home, person) for home in households for person in home.members]


def village_row(home: Household, **cells: Cell) -> Cells:
    """A household's month without fault, as visited on the month's tenth day of February."""
    row: Cells = {
        "户编号": home.number,
        "户主姓名": home.head.name,
        "户主证件号码": home.head.citizen_id,
        "家庭人口数": len(home.members),
        "务工收入": 2000,
        "入户日期": "2023-02-10",
    }
    return row | cells


class Landing:
    """A landing zone; each file put into it is noted in the manifest of its folder.

    `after`: the number of files that it holds already.
    """

    def __init__(self, root: Path, *, after: int = 0) -> None:
        self.root = root
        self._clock = datetime(2023, 11, 1, 8, tzinfo=SHANGHAI) + timedelta(minutes=after)
        root.mkdir(parents=True, exist_ok=True)

    def put(
        self,
        feed: str,
        period: str,
        file_name: str,
        data: bytes,
        *,
        sent_at: str | None = None,
        whole: bytes | None = None,
    ) -> Path:
        """Land a file; `sent_at` is a minute after the last one unless given.

        `whole` is what the gateway sent, where `data` is only a part of it so far.
        """
        self._clock += timedelta(minutes=1)
        folder = self.root / feed / period
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / file_name
        path.write_bytes(data)
        self.note(feed, period, file_name, data if whole is None else whole, sent_at)
        return path

    def note(
        self, feed: str, period: str, file_name: str, data: bytes, sent_at: str | None = None
    ) -> None:
        """Add the file's line to the manifest, in place of an earlier one for that name."""
        path = self.root / feed / period / "_manifest.csv"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        kept = [line for line in lines[1:] if not line.startswith(f"{file_name},")]
        line = (
            f"{file_name},{hashlib.sha256(data).hexdigest()},{sent_at or self._clock.isoformat()}"
        )
        path.write_text("\n".join(["file,sha256,sent_at", *kept, line, ""]), encoding="utf-8")

    def put_unlisted(
        self, feed: str, period: str, file_name: str, data: bytes, modified: datetime
    ) -> Path:
        """Land a file without a manifest line: its modification time is all there is."""
        folder = self.root / feed / period
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / file_name
        path.write_bytes(data)
        os.utime(path, (modified.timestamp(), modified.timestamp()))
        return path
