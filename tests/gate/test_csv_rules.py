"""What senders of csv files are told about damaged and doubled lines (Doubtful input, CSV)."""

import pytest

from tests.gate.landing_files import (
    Cells,
    Landing,
    enrolment,
    roster,
    roster_rows,
    settlements,
    social_security,
)
from tests.gate.people import citizen_id, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(6)]
END = b"\r\n"


def pension(serial: int, month: str, **cells: str) -> Cells:
    person = HOMES[serial].head
    row: Cells = {
        "个人编号": f"SSA{serial}",
        "身份证号": person.citizen_id,
        "姓名": "甲乙丙",
        "参保状态": "1",
        "缴费状态": "3",
        "参保身份": "城乡居民",
        "费款所属期": "202212",
        "实付年月": month.replace("-", ""),
        "支付标志": "1",
        "发放金额": "150",
    }
    return row | dict(cells)


def pensions(month: str, count: int = 4, **cells: str) -> bytes:
    return social_security(pension(serial, month, **cells) for serial in range(count))


def settlement(number: str, **cells: str) -> Cells:
    amounts = {"medfee_sumamt": "100", "fund_pay_sumamt": "60", "hifp_pay": "60"}
    row: Cells = {"setl_id": number, "certno": HOMES[0].head.citizen_id, "psn_name": "甲乙丙"}
    return row | amounts | {"psn_part_amt": "40", "setl_time": "2023-03-01"} | dict(cells)


def damaged(data: bytes, lines: int) -> bytes:
    """The first so many lines below the header with half a character in the name."""
    header, *rest = data.split(END)
    halved = [line.replace("丙".encode("gbk"), b"\xb1", 1) for line in rest[:lines]]
    return END.join([header, *halved, *rest[lines:]])


THOUSANDS = (
    pensions("2023-01", 2).replace(b",150,", b",1,250.00,")
    + (pensions("2023-01", 4).split(END, 3)[3])
)
CUT = pensions("2023-02").removesuffix(b",150," + END)
BACKWARDS = pensions("2023-03", 3).splitlines(keepends=True)
TWICE = b"".join([*BACKWARDS, *BACKWARDS])
AS_WRITTEN = social_security(
    [
        pension(0, "2023-04", 发放金额="1,250.00"),
        pension(0, "2023-04", 发放金额="1250", 姓名="甲乙丙 ", 实付年月="2023年4月"),
        pension(0, "2023-04", 发放金额="1250", 其中丧葬费="100"),
        pension(1, "2023-04", 发放金额="约100"),
        pension(1, "2023-04", 发放金额="约100"),
        pension(2, "2023-04", 身份证号=citizen_id(900)),
        pension(2, "2023-04", 身份证号=citizen_id(900)),
    ]
)
NUL = pensions("2023-05").replace(b"SSA2", b"SSA\0")
OPEN_QUOTE = pensions("2023-06").replace(b"SSA1", b'"SSA1')
ODD_FORM = b"\xef\xbb\xbf" * 2 + pensions("2023-07").replace(b",", b";") + b"\x1a"
ALL_WRONG = pensions("2023-08", 2, 身份证号="1", 参保状态="9").replace(b",150,", b",?,?,")
SAME_NUMBER = settlements(
    [settlement("S1"), settlement("S1", psn_part_amt="41,5"), settlement("S1")]
).replace(b'"', b"")
SHORT_ENROLMENT = enrolment(
    [{"certno": HOMES[0].head.citizen_id, "psn_insu_stas": "1"}, {"certno": "x"}]
).replace(b"x,", b"x")

#: What it is; feed, period, bytes; rules by row; received, accepted, rejected, outside, duplicate.
Counts = tuple[int, int, int, int, int]
FILES: list[tuple[str, str, str, bytes, dict[int, set[str]], Counts]] = [
    (
        "a comma in an amount without quotes",
        "social_security",
        "2023-01",
        THOUSANDS,
        {2: {"C01"}, 3: {"C01"}},
        (4, 2, 2, 0, 0),
    ),
    ("cut short", "social_security", "2023-02", CUT, {5: {"C01"}}, (4, 3, 1, 0, 0)),
    ("appended to itself", "social_security", "2023-03", TWICE, {}, (6, 3, 0, 0, 3)),
    (
        "lines that are equal once they are read",
        "social_security",
        "2023-04",
        AS_WRITTEN,
        {5: {"S03"}, 6: {"S03"}},
        (7, 2, 2, 1, 2),
    ),
    ("a NUL", "social_security", "2023-05", NUL, {4: {"C02"}}, (4, 3, 1, 0, 0)),
    (
        "few damaged lines",
        "social_security",
        "2023-09",
        damaged(pensions("2023-09"), 3),
        {2: {"C02"}, 3: {"C02"}, 4: {"C02"}},
        (4, 1, 3, 0, 0),
    ),
    ("an open quote", "social_security", "2023-06", OPEN_QUOTE, {3: {"C01"}}, (4, 3, 1, 0, 0)),
    ("semicolons with marks and 0x1A", "social_security", "2023-07", ODD_FORM, {}, (4, 4, 0, 0, 0)),
    (
        "a line that is not read breaks no other rule",
        "social_security",
        "2023-08",
        ALL_WRONG,
        {2: {"C01"}, 3: {"C01"}},
        (2, 0, 2, 0, 0),
    ),
    (
        "a line that is not read is no copy",
        "medical_insurance",
        "2023-03",
        SAME_NUMBER,
        {3: {"C01"}},
        (3, 1, 1, 0, 1),
    ),
    (
        "an enrolment with a cell too few",
        "medical_insurance",
        "2023-04",
        SHORT_ENROLMENT,
        {3: {"C01"}},
        (2, 1, 1, 0, 0),
    ),
    (
        "a header only",
        "medical_insurance",
        "2023-05",
        settlements([]),
        {},
        (0, 0, 0, 0, 0),
    ),
]
MANY = damaged(social_security([pension(0, "2023-10")] * 20), 11)


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    for what, feed, period, data, _, _ in FILES:
        landing.put(feed, period, f"{what}.csv", data)
    landing.put("social_security", "2023-10", "many.csv", MANY)
    warehouse.take(landing)


@pytest.mark.parametrize(
    ("file", "rules", "counts"),
    [pytest.param(f"{one[0]}.csv", one[4], one[5], id=one[0]) for one in FILES],
)
def test_each_line_is_told_and_counted(
    warehouse: Warehouse, file: str, rules: dict[int, set[str]], counts: Counts
) -> None:
    found = warehouse.by_row(file)
    assert {row: set(broken) for row, broken in found.items()} == rules
    for finding in (one for broken in found.values() for one in broken.values()):
        assert finding.severity == "reject"
        if finding.rule in ("C01", "C02"):
            assert finding.column is None
    load = warehouse.load(file)
    assert load.counts == counts
    assert load.received == load.accepted + load.rejected + load.out_of_scope + load.duplicate


def test_a_file_with_many_damaged_lines_is_rejected(warehouse: Warehouse) -> None:
    [finding] = warehouse.findings("many.csv")
    assert (finding.row_number, finding.rule, finding.severity) == (None, "F01", "reject")
    assert "文件编码不是GBK" in finding.message
    assert warehouse.load("many.csv").counts == (0, 0, 0, 0, 0)
    [(rows,)] = warehouse.query(
        "select count(*) from raw.social_security where load_id ="
        " (select load_id from ops.load where file_name = 'many.csv')"
    )
    assert rows == 0


def test_cells_of_a_line_that_is_not_read_are_not_kept(warehouse: Warehouse) -> None:
    kept = warehouse.query(
        "select distinct account_number, citizen_id_token, name_token, amount"
        " from raw.social_security where line_problem is not null"
    )
    assert kept == [(None, None, None, None)]
