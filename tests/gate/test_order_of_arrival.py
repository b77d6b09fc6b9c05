"""Whatever the order in which files arrive, the ledger says the same in the end (feeds.md)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest

from tests.gate import landing_files as files
from tests.gate.conftest import NewWarehouse
from tests.gate.landing_files import Landing, roster, roster_rows, village, village_row
from tests.gate.people import BAOSHAN, CHAOYANG, SHUANGSHENG, Household, citizen_id, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(4)]
ELSEWHERE = [household(serial, BAOSHAN) for serial in range(10, 12)]
MOVED = replace(HOMES[0], village=CHAOYANG)
MONTHS = ["2022-10", "2022-11", "2022-12", "2023-01", "2023-02", "2023-03"]


@dataclass(frozen=True)
class Parcel:
    """A file as it lies in the landing zone; `whole` is what was sent, while there is more."""

    feed: str
    period: str
    name: str
    data: bytes
    sent_at: str
    whole: bytes | None = None


def sent(day: str, clock: str = "09:00") -> str:
    return f"2023-{day}T{clock}:00+08:00"


def rosters() -> list[Parcel]:
    """The first roster, one with a household missing and its correction, and a move in 2023-02."""
    feed = "household_roster"
    everybody = [*HOMES, *ELSEWHERE]
    twice = [*roster_rows(everybody), *roster_rows(HOMES[3:])]
    return [
        Parcel(feed, "2022-10", "花名册1.xlsx", roster(roster_rows(everybody)), sent("01-01")),
        Parcel(feed, "2022-12", "花名册2.xlsx", roster(roster_rows(everybody[1:])), sent("01-02")),
        Parcel(feed, "2022-12", "花名册2更正.xlsx", roster(twice), sent("03-09")),
        Parcel(feed, "2022-12", "花名册2副本.xlsx", roster(twice), sent("03-10")),
        Parcel(feed, "2022-12", "花名册2先发.xlsx", roster(twice), sent("03-08")),
        Parcel(
            feed,
            "2023-02",
            "花名册3.xlsx",
            roster(roster_rows([MOVED, *everybody[1:]])),
            sent("02-01"),
        ),
        Parcel(feed, "2023-03", "坏文件.xlsx", b"damaged", sent("03-01")),
    ]


def villages() -> list[Parcel]:
    """Six months of 双胜村 with equal wages and sales without cost, corrections, a move."""
    feed = "village_submission"
    parcels = []
    for number, month in enumerate(MONTHS, start=1):
        rows = [village_row(home, 种植业收入=10, 入户日期=f"{month}-10") for home in HOMES]
        data = village(SHUANGSHENG, month, rows, total={"务工收入": 8001})
        day = "04-15" if month == "2022-12" else f"04-{number:02d}"
        parcels.append(Parcel(feed, month, f"双胜{month}.xlsx", data, sent(day)))
    moved = [village_row(MOVED, 家庭人口数=9)]
    corrected = [village_row(home, 生产经营性支出=50, 入户日期="2022-11-10") for home in HOMES[:3]]
    parcels += [
        Parcel(feed, "2023-02", "朝阳.xlsx", village(CHAOYANG, "2023-02", moved), sent("04-07")),
        Parcel(
            feed,
            "2022-11",
            "双胜更正.xlsx",
            village(SHUANGSHENG, "2022-11", corrected),
            sent("04-20"),
        ),
        Parcel(feed, "2022-12", "错村.xlsx", village("1", "2022-12", moved), sent("04-08")),
    ]
    whole = village(CHAOYANG, "2023-03", [village_row(MOVED, 入户日期="2023-03-01")])
    parcels.append(Parcel(feed, "2023-03", "慢.xlsx", whole, sent("04-09")))
    return parcels


def departments() -> list[Parcel]:
    """Lines on people who are, or are not yet, on the roster in force."""
    people = [home.head for home in [*HOMES, *ELSEWHERE]]
    jobs: list[files.Cells] = [
        {"证件号码": p.citizen_id, "是否务工": "是", "就业渠道": "县内务工", "月收入": 50}
        for p in people
    ]
    lines: list[files.Cells] = [
        {
            "身份证号": p.citizen_id,
            "参保状态": "1",
            "缴费状态": "3",
            "支付标志": "1",
            "发放金额": 5,
            "实付年月": "202212",
        }
        for p in people
    ]
    enrolled: list[files.Cells] = [{"certno": p.citizen_id} for p in people]
    bills: list[files.Cells] = [
        {"setl_id": number, "certno": owner, "setl_time": "2022-12-05", "psn_part_amt": yuan}
        for number, owner, yuan in (
            ("S1", people[0].citizen_id, 7),
            ("S1", people[0].citizen_id, 7),
            ("S2", citizen_id(990), 8),
            ("S3", people[1].citizen_id, 8),
            ("S3", people[1].citizen_id, 9),
        )
    ]
    return [
        Parcel("employment", "2022-12", "务工.xlsx", files.employment(jobs), sent("01-05")),
        Parcel("employment", "2023-01", "同时.xlsx", files.employment(jobs[:2]), sent("02-05")),
        Parcel("employment", "2023-01", "同时.xlsx", files.employment(jobs[:3]), sent("02-05")),
        Parcel(
            "social_security", "2022-12", "社保.csv", files.social_security(lines), sent("01-06")
        ),
        Parcel(
            "medical_insurance", "2022-12", "参保.csv", files.enrolment(enrolled), sent("01-07")
        ),
        Parcel("medical_insurance", "2022-12", "结算.csv", files.settlements(bills), sent("01-07")),
    ]


def annual() -> list[Parcel]:
    """The year of all counties, then of one."""

    def year(homes: Sequence[Household]) -> bytes:
        return files.income_detail(
            [
                {
                    "年度": 2022,
                    "村代码": h.village,
                    "户编号": h.number,
                    "家庭人口数": 2,
                    "纯收入": 1,
                }
                for h in homes
            ]
        )

    return [
        Parcel("income_detail", "2022", "全市.xlsx", year([*HOMES, *ELSEWHERE]), sent("01-20")),
        Parcel("income_detail", "2022", "宝山.xlsx", year(ELSEWHERE), sent("01-21", "08:00")),
        Parcel("income_detail", "2022", "宝山.xlsx", year(ELSEWHERE[:1]), sent("01-22", "08:00")),
    ]


PARCELS = [*rosters(), *departments(), *annual(), *villages()]
Batches = list[list[Parcel]]


def backwards() -> Batches:
    return [PARCELS[::-1][start::5] for start in range(5)]


def by_feed(*feeds: str) -> Batches:
    return [[parcel for parcel in PARCELS if parcel.feed == feed] for feed in feeds]


def as_sent() -> Batches:
    in_order = sorted(PARCELS, key=lambda parcel: parcel.sent_at)
    return [in_order[n : n + 6] for n in range(0, len(in_order), 6)]


def growing() -> Batches:
    """In the first run one file is only half there."""
    slow = next(parcel for parcel in PARCELS if parcel.name == "慢.xlsx")
    rest = [parcel for parcel in PARCELS if parcel is not slow]
    return [[*rest, replace(slow, data=slow.data[:700], whole=slow.data)], [slow]]


ORDERS: dict[str, Callable[[], Batches]] = {
    "backwards, in five batches": backwards,
    "the rosters last": lambda: by_feed(
        "village_submission",
        "employment",
        "social_security",
        "medical_insurance",
        "income_detail",
        "household_roster",
    ),
    "as they were sent": as_sent,
    "a file still being written in the first run": growing,
    "the later of each pair first": lambda: [PARCELS[1::2], PARCELS[0::2]],
}


def land(landing: Landing, parcels: Sequence[Parcel]) -> None:
    for one in parcels:
        place = (one.feed, one.period, one.name)
        landing.put(*place, one.data, sent_at=one.sent_at, whole=one.whole)


def arrive(warehouse: Warehouse, landing: Landing, batches: Batches) -> None:
    """Each batch is one run; two versions under one name cannot lie there at once: two runs."""
    for batch in batches:
        names = [(parcel.feed, parcel.period, parcel.name) for parcel in batch]
        again = [name in names[:number] for number, name in enumerate(names)]
        for is_second in (False, True):
            land(
                landing,
                [one for one, second in zip(batch, again, strict=True) if second is is_second],
            )
            if is_second in again:
                warehouse.take(landing)


@pytest.fixture(scope="module", autouse=True)
def _all_at_once(warehouse: Warehouse, landing: Landing) -> None:
    arrive(warehouse, landing, [PARCELS])


def test_the_files_show_what_depends_on_the_order(warehouse: Warehouse) -> None:
    """Else the comparison below would compare nothing."""
    loads, findings = warehouse.ledger()
    assert {load[5] for load in loads} == {"accepted", "superseded", "rejected", "duplicate"}
    rules = {finding[6] for finding in findings}
    assert rules >= {"F01", "F04", "R04", "V01", "V05", "W01", "W02", "W03", "W05", "M02"}
    assert any(load[10] for load in loads), "nothing out of scope"


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS.keys())
def test_files_may_arrive_in_any_order(
    warehouse: Warehouse,
    own_warehouse: Warehouse,
    own_landing: Landing,
    order: Callable[[], Batches],
) -> None:
    arrive(own_warehouse, own_landing, order())
    loads, findings = own_warehouse.ledger()
    expected_loads, expected_findings = warehouse.ledger()
    assert loads == expected_loads
    assert findings == expected_findings
    assert own_warehouse.edition("marts") == warehouse.edition("marts")


def test_a_run_without_new_files_changes_nothing(warehouse: Warehouse, landing: Landing) -> None:
    sizes, ledger = warehouse.sizes(), warehouse.query("select * from ops.load order by load_id")
    findings = warehouse.ledger()[1]
    assert warehouse.take(landing) == 0
    assert warehouse.sizes() == sizes
    assert warehouse.query("select * from ops.load order by load_id") == ledger
    assert warehouse.ledger()[1] == findings


def test_a_file_that_is_renamed_counts_once(own_warehouse: Warehouse, own_landing: Landing) -> None:
    data = roster(roster_rows(HOMES))
    place = ("household_roster", "2022-10")
    path = own_landing.put(*place, "花名册.xlsx", data, sent_at=sent("01-01"))
    own_warehouse.take(own_landing)
    path.rename(path.with_name("花名册 终稿.xlsx"))
    own_landing.note(*place, "花名册 终稿.xlsx", data, sent("01-02"))
    own_warehouse.take(own_landing)
    assert own_warehouse.load("花名册.xlsx").status == "accepted"
    assert own_warehouse.load("花名册 终稿.xlsx").status == "duplicate"
    assert own_warehouse.load("花名册 终稿.xlsx").counts == (0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "known_at", [sent("01-06"), sent("03-08"), sent("04-06"), sent("04-20", "08:59")]
)
def test_an_edition_known_at_an_instant_is_what_had_been_received_by_then(
    warehouse: Warehouse, new_warehouse: NewWarehouse, own_landing: Landing, known_at: str
) -> None:
    now = warehouse.edition("marts")
    warehouse.check("known_then", datetime.fromisoformat(known_at))
    then = new_warehouse()
    arrive(then, own_landing, [[parcel for parcel in PARCELS if parcel.sent_at <= known_at]])
    assert warehouse.edition("known_then") == then.edition("marts")
    assert then.edition("marts") != now
    assert warehouse.edition("marts") == now, "the present must be left alone"
    then.engine.dispose()


def test_an_edition_can_be_moved_back_and_forth(warehouse: Warehouse) -> None:
    instants = [datetime.fromisoformat(sent(day)) for day in ("04-10", "04-16", "04-10", "01-03")]
    states: list[list[tuple[Any, ...]]] = []
    for instant in instants:
        warehouse.check("moved", instant)
        states.append(warehouse.edition("moved"))
    assert states[0] == states[2]
    assert states[1] != states[0] != states[3]
