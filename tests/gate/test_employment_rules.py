"""What the employment service centre is told about its ledger (feeds.md, employment)."""

from dataclasses import replace

import pytest

from tests.gate.cases import Case, expect_counts, expect_findings, rows_of, with_rows
from tests.gate.landing_files import FIRST_ROW, Cells, Landing, employment, roster, roster_rows
from tests.gate.people import Household, Person, citizen_id, household
from tests.gate.warehouses import Warehouse

FILE = "务工台账 2月.xlsx"
ID, WORKS, CHANNEL, PAY = "证件号码", "是否务工", "就业渠道", "月收入"
STRANGER = citizen_id(900)
YOUNG, OF_AGE = citizen_id(1, born="20070301"), citizen_id(2, born="20070228")
SIXTY_NINE, SEVENTY = citizen_id(3, born="19530301"), citizen_id(4, born="19530228")


def homes() -> list[Household]:
    """People enough for the cases: pairs of heads and spouses, one a student, four of an age."""
    plain = [household(serial) for serial in range(60)]
    people = [
        Person(f"a{n}", f"年龄{n}", number, relation="户主" if n == 0 else "之子")
        for n, number in enumerate((YOUNG, OF_AGE, SIXTY_NINE, SEVENTY))
    ]
    student = Person("s", "学生某", citizen_id(5, born="20041231"), "之女", student="本科")
    twins = household(70)
    learning = replace(twins, members=(*twins.members, student))
    return [*plain, Household("H9000", twins.village, tuple(people)), learning]


HOMES = homes()
PEOPLE = [home.head for home in HOMES[:60]]
STUDENT = HOMES[-1].members[-1].citizen_id

CASES = [
    Case("a worker without fault"),
    Case("an ID with a wrong check digit", {ID: "230521196001010019"}, {"E01": ID}),
    Case("no ID", {ID: "　"}, {"E01": ID}),
    Case("the placeholder for no ID", {ID: "999999196001010010"}, outcome="out_of_scope"),
    Case("somebody who is not on the roster", {ID: STRANGER}, outcome="out_of_scope"),
    Case(
        "a stranger with wrong pay is rejected, not out of scope",
        {ID: citizen_id(901), PAY: "约500"},
        {"E03": PAY},
    ),
    Case("working or not left blank", {WORKS: ""}, {"E02": WORKS}),
    Case("working or not answered otherwise", {WORKS: "在岗"}, {"E02": WORKS}),
    Case("not working needs neither pay nor channel", {WORKS: "否", PAY: "", CHANNEL: ""}),
    Case("not working with an unknown channel", {WORKS: "否", PAY: "", CHANNEL: "其他"}),
    Case("working without pay", {PAY: " "}, {"E03": PAY}),
    Case("pay that cannot be read", {PAY: "2000-3000"}, {"E03": PAY}),
    Case("pay with sign, comma and unit", {PAY: "￥2,000.50"}),
    Case("pay in full-width digits", {PAY: "２０００元"}),
    Case("an unknown channel", {CHANNEL: "打零工"}, {"E04": CHANNEL}),
    Case("working without a channel", {CHANNEL: ""}, {"E04": CHANNEL}),
    Case("first of one person twice in a channel", {ID: PEOPLE[59].citizen_id}, {"E05": ID}),
    Case("second of one person twice", {ID: f"'{PEOPLE[59].citizen_id}"}, {"E05": ID}),
    Case(
        "the same person in another channel",
        {ID: PEOPLE[59].citizen_id, CHANNEL: "灵活就业"},
    ),
    Case("one invalid ID twice, first: no copy by ID", {ID: "123"}, {"E01": ID}),
    Case("one invalid ID twice, second", {ID: "123"}, {"E01": ID}),
    Case("a stranger twice, first", {ID: citizen_id(902)}, {"E05": ID}),
    Case("a stranger twice, second", {ID: citizen_id(902)}, {"E05": ID}),
    Case(
        "a person without work twice, first",
        {ID: f" {HOMES[0].members[1].citizen_id}", WORKS: "否", CHANNEL: ""},
        {"E05": ID},
    ),
    Case(
        "a person without work twice, second",
        {ID: HOMES[0].members[1].citizen_id, WORKS: "否", CHANNEL: " "},
        {"E05": ID},
    ),
    Case("a placeholder twice, first: it is nobody", {ID: "9999991"}, outcome="out_of_scope"),
    Case("a placeholder twice, second", {ID: "9999991"}, outcome="out_of_scope"),
    Case("15 years old at a public post", {ID: YOUNG, CHANNEL: "公益性岗位"}, {"E11": ID}),
    Case("16 on the month's last day", {ID: OF_AGE, CHANNEL: "公益性岗位"}),
    Case("69 in a workshop", {ID: SIXTY_NINE, CHANNEL: "就业帮扶车间"}),
    Case("70 on the month's last day", {ID: SEVENTY, CHANNEL: "就业帮扶车间"}, {"E11": ID}),
    Case("70 but migrant work", {ID: SEVENTY, CHANNEL: "外出务工"}),
    Case("pay of 99.99", {PAY: 99.99}, {"E12": PAY}),
    Case("pay of 100", {PAY: 100}),
    Case("pay of 30,000", {PAY: "30,000"}),
    Case("pay over 30,000", {PAY: 30000.01}, {"E12": PAY}),
    Case("pay given as 无 is no pay", {PAY: "无"}, {"E12": PAY}),
    Case("little pay of somebody not working", {WORKS: "否", PAY: 50}),
    Case("a student who works", {ID: STUDENT}, {"E13": ID}),
    Case("a student who does not", {ID: STUDENT, WORKS: "否", CHANNEL: "", PAY: ""}),
    Case(
        "three rules at once, and no warning beside them",
        {ID: "999", WORKS: "是", CHANNEL: "无", PAY: "无数"},
        {"E01": ID, "E03": PAY, "E04": CHANNEL},
    ),
    Case("attendance unknown", {"公益岗出勤天数": "", CHANNEL: "公益性岗位"}),
]


def row(person: Person) -> Cells:
    return {
        "人编号": person.number,
        "姓名": person.name,
        ID: person.citizen_id,
        WORKS: "是",
        CHANNEL: "县内务工",
        PAY: 2500,
    }


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    rows = rows_of(CASES, [row(person) for person in PEOPLE[: len(CASES)]])
    landing.put("employment", "2023-02", FILE, employment(rows))
    warehouse.take(landing)


@pytest.mark.parametrize(("case", "number"), with_rows(CASES, FIRST_ROW["employment"]))
def test_each_row_is_told_what_is_wrong_with_it(
    warehouse: Warehouse, case: Case, number: int
) -> None:
    expect_findings(warehouse, FILE, number, case)


def test_every_row_is_accounted_for(warehouse: Warehouse) -> None:
    expect_counts(warehouse, FILE, CASES)
