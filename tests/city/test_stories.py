"""Each list, warning and suspicion about a household has its story in the departments' files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.city.city_files import Files, Record, day, yuan
from zengshou.demo.city import City, Parameters, build_city, write_city
from zengshou.demo.city.labour import is_able, no_labour
from zengshou.demo.city.people import Person
from zengshou.demo.city.stories import STORIES

pytestmark = pytest.mark.filterwarnings("ignore:Workbook contains no default style")
LAST, BEFORE, END = "2023-09", "2023-08", date(2023, 9, 30)
SIZE = Parameters(
    counties=("230521", "230523"), villages=6, households_per_village=20, dirt=0.0
)  # fmt: skip
DIBAO, TEKUN, CONTRACT, POST = "低保（特困）证号", "供养方式", "合同号", "岗位编号"


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(SIZE)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A city without mistakes: only its stories are out of order."""
    landing: Path = tmp_path_factory.mktemp("stories") / "landing"
    return Files(
        write_city(
            landing, counties=["230521", "230523"], villages=6, households_per_village=20, dirt=0,
            workers=1,
        )
    )  # fmt: skip


def who(city: City, code: str) -> Person:
    """The person who plays a story."""
    return city.cast.roles[code].person


def of(person: Person, lines: list[Record], title: str = "身份证号") -> list[Record]:
    """The lines of one person."""
    return [line for line in lines if str(line[title])[:18] == person.citizen_id]


def dibao_ids(files: Files, period: str) -> list[str]:
    """Everybody whom the month's dibao and tekun rows support, as often as they do."""
    found: list[str] = []
    for line in files.lines("civil_affairs", period, DIBAO):
        found.append(str(line["户主身份证号"]))
        listed = str(line["家庭成员身份证号"])
        for mark in "，;\n":
            listed = listed.replace(mark, "、")
        found += [number for number in listed.split("、") if number]
    return found + [str(line["身份证号"]) for line in files.lines("civil_affairs", period, TEKUN)]


def works(files: Files, period: str, person: Person) -> bool:
    lines = of(person, files.lines("employment", period, "是否务工"), "证件号码")
    return any(line["是否务工"] == "是" for line in lines)


def last_year(city: City, code: str) -> float:
    """Declared net of the story's household in the last twelve months, in yuan and per person."""
    house = city.cast.roles[code].house
    accounts, end = city.accounts(house), city.calendar.index(city.calendar.months[-1])
    net = sum(accounts.net(at) for at in range(end - 11, end + 1)) / 100
    return net / house.annual_members(city.calendar.months[-1], city.calendar)


@pytest.mark.parametrize("seed", [2023, 7])
def test_every_story_is_played_in_the_demos_city(seed: int) -> None:
    roles = build_city(Parameters(seed=seed)).cast.roles
    assert set(roles) == {story.code for story in STORIES}


@pytest.mark.parametrize("dirt", [0.0, 1.0])
def test_households_with_a_loan_have_somebody_who_may_borrow(dirt: float) -> None:
    roles = build_city(replace(SIZE, dirt=dirt)).cast.roles
    for code in ("loan_wanted", "loan_due", "loan_overdue", "loan_as_income"):
        assert any(18 <= person.age(END) < 65 for person in roles[code].house.members)


def test_each_story_has_a_household_of_its_own(city: City) -> None:
    houses = {role.house.household_id for role in city.cast.roles.values()}
    assert len(houses) == len(STORIES)


def test_poor_old_people_without_dibao(city: City, files: Files) -> None:
    person = who(city, "dibao_candidate")
    assert no_labour(city.cast.roles["dibao_candidate"].house, END)
    assert 0 < last_year(city, "dibao_candidate") < 7_020
    assert person.citizen_id not in dibao_ids(files, LAST)


def test_dibao_that_stopped_for_a_poor_household(city: City, files: Files) -> None:
    person = who(city, "benefit_stopped")
    paid = [person.citizen_id in dibao_ids(files, f"2023-{month:02d}") for month in (6, 7, 8, 9)]
    assert paid == [True, True, False, False]
    assert last_year(city, "benefit_stopped") < 7_500


def test_a_severely_disabled_member_of_a_household_at_the_edge(city: City, files: Files) -> None:
    person = who(city, "single_candidate")
    [certificate] = of(person, files.lines("disability", LAST, "残疾人证号"), "残疾人证号")
    assert certificate["残疾等级"] in ("一级", "1", "1级")
    assert of(person, files.lines("civil_affairs", LAST, "认定证号"), "户主身份证号")
    assert person.citizen_id not in dibao_ids(files, LAST)


@pytest.mark.parametrize(
    ("code", "month"), [("grace_ending", "2023-10"), ("grace_over", "2023-07")]
)
def test_a_grace_period_that_ends_or_has_ended(
    city: City, files: Files, code: str, month: str
) -> None:
    lines = files.lines("civil_affairs", LAST, DIBAO)
    [line] = of(who(city, code), lines, "户主身份证号")
    assert line["渐退期截止月"] == month
    assert yuan(line["合计"]) > 0


def test_nobody_is_named_to_care_for_somebody_half_able(city: City, files: Files) -> None:
    [line] = of(who(city, "carer_missing"), files.lines("civil_affairs", LAST, TEKUN))
    assert (line["供养方式"], line["生活自理能力"]) == ("分散供养", "半自理")
    assert not line["照料人身份证号"]


def test_a_person_in_two_rows_of_dibao(city: City, files: Files) -> None:
    assert dibao_ids(files, LAST).count(who(city, "double_support").citizen_id) == 2


def test_a_large_bill_without_relief(city: City, files: Files) -> None:
    role = city.cast.roles["relief_unreached"]
    own = sum(s.own for s in city.accounts(role.house).settlements if s.day.month == 9)
    assert own >= 2_000_000
    ids = {person.citizen_id for person in role.house.members}
    assert not ids & set(dibao_ids(files, LAST))
    for month in ("2023-07", BEFORE, LAST):
        if (files.city.landing / "civil_affairs" / month).is_dir():
            relief = files.lines("civil_affairs", month, "困难类型")
            assert not any(str(line["身份证号"]) in ids for line in relief)


def test_allowances_go_on_after_death(city: City, files: Files) -> None:
    person = who(city, "paid_after_death")
    for month in (BEFORE, LAST):
        [row] = of(person, files.lines("household_roster", month, "人员状态"), "证件号码")
        assert row["人员状态"] == "自然减少"
    [line] = of(person, files.lines("disability", LAST, "残疾人证号"), "残疾人证号")
    assert yuan(line["生活补贴"]) > 0


def test_the_same_subsidy_in_both_halves(city: City, files: Files) -> None:
    lines = files.lines("farm_subsidy", BEFORE, "收款人身份证号")
    first, second = of(who(city, "subsidy_twice"), lines, "收款人身份证号")
    assert first["补贴项目"] == second["补贴项目"]
    assert first["发放状态"] == second["发放状态"] == "已发放"


def test_a_loan_that_is_wanted_one_that_is_due_one_that_is_overdue(
    city: City, files: Files
) -> None:
    lines = files.lines("small_loan", LAST, CONTRACT)
    [wanted] = of(who(city, "loan_wanted"), lines, "户主身份证号")
    assert (wanted["名单状态"], wanted["合同号"]) == ("符合条件", "")
    assert date(2023, 1, 1) <= day(wanted["申请日期"]) <= END - timedelta(days=30)
    [due] = of(who(city, "loan_due"), lines, "户主身份证号")
    assert END < day(due["到期日期"]) <= END + timedelta(days=60)
    assert yuan(due["贷款余额"]) > 0
    [overdue] = of(who(city, "loan_overdue"), lines, "户主身份证号")
    assert yuan(overdue["逾期贷款金额"]) > 0


def test_a_loan_is_declared_as_business_income(city: City, files: Files) -> None:
    role = city.cast.roles["loan_as_income"]
    [line] = of(role.person, files.lines("small_loan", LAST, CONTRACT), "户主身份证号")
    at = city.calendar.index(day(line["放款日期"]))
    items = city.accounts(role.house).items
    declared = sum(series[at] for item, series in items.items() if item.startswith("biz_"))
    assert declared / 100 == yuan(line["贷款金额"])


def test_a_grant_is_declared_as_courtyard_income(city: City, files: Files) -> None:
    role = city.cast.roles["grant_as_income"]
    [line] = of(role.person, files.lines("linkage_projects", LAST, "带动方式"))
    declared = city.accounts(role.house).declared(
        "biz_courtyard", city.calendar.index(day(line["付款日期"]))
    )
    assert line["带动方式"] == "到户奖补"
    assert declared / 100 == yuan(line["已付金额"]) > 0


def test_a_grant_and_a_rent_that_are_not_paid_in_full(city: City, files: Files) -> None:
    [grant] = of(who(city, "grant_unpaid"), files.lines("linkage_projects", LAST, "带动方式"))
    assert yuan(grant["应付金额"]) > yuan(grant["已付金额"]) > 0
    [rent] = of(who(city, "rent_unpaid"), files.lines("land_shares", LAST, "合同编号"))
    assert day(rent["应付日期"]) <= END
    assert yuan(rent["年度应付"]) > yuan(rent["已付"])


def policies(city: City, files: Files, code: str) -> Iterator[Record]:
    lines = files.lines("farm_insurance", LAST, "总保费", "承保清单")
    yield from of(who(city, code), lines, "身份证号码")


def test_a_farmer_without_a_policy_and_one_who_paid_for_sows(city: City, files: Files) -> None:
    person = who(city, "crop_uninsured")
    subsidies = files.lines("farm_subsidy", "2023-06", "收款人身份证号")
    assert of(person, subsidies, "收款人身份证号")
    crops = ("水稻", "玉米", "小麦", "大豆")
    assert not [one for one in policies(city, files, "crop_uninsured") if one["标的"] in crops]
    paid = [one for one in policies(city, files, "premium_refund") if one["标的"] not in crops]
    assert sum(yuan(one["自缴保费"]) for one in paid) > 0


@pytest.mark.parametrize(
    ("code", "least", "below"),
    [("yellow", 1_000, 3_000), ("orange", 3_000, 8_000), ("red", 8_000, 99_999)],
)
def test_losses_of_three_sizes(
    city: City, files: Files, code: str, least: float, below: float
) -> None:
    numbers = {one["保单号"] for one in policies(city, files, f"crop_loss_{code}")}
    claims = files.lines("farm_insurance", LAST, "赔款金额", "赔款清单")
    own = of(who(city, f"crop_loss_{code}"), claims, "身份证号码")
    assert least <= sum(yuan(claim["赔款金额"]) for claim in own) < below
    assert {claim["保单号"] for claim in own} <= numbers


def test_posts_out_of_order(city: City, files: Files) -> None:
    lines = files.lines("public_post", LAST, POST)
    [zero] = of(who(city, "post_zero"), lines)
    assert zero["实出勤天数"] == 0
    assert len(of(who(city, "post_double"), lines)) == 2
    [expired] = of(who(city, "post_expired"), lines)
    assert day(expired["协议止"]) < date(2023, 9, 1)
    [cadre] = of(who(city, "post_ineligible"), lines)
    assert cadre["是否村干部"] == "是"
    away = who(city, "post_elsewhere")
    [elsewhere] = of(away, lines)
    [job] = of(away, files.lines("employment", LAST, "是否务工"), "证件号码")
    assert job["就业渠道"] == "外出务工"
    assert all(yuan(line["本月补贴"]) > 0 for line in (zero, expired, cadre, elsewhere))


@pytest.mark.parametrize(("code", "awards"), [("award_due", 0), ("award_twice", 2)])
def test_an_award_never_paid_and_one_paid_twice(
    city: City, files: Files, code: str, awards: int
) -> None:
    months = [f"2023-{month:02d}" for month in range(1, 10)]
    pay = [
        yuan(line["劳动报酬"])
        for month in months
        for line in of(who(city, code), files.lines("workshop", month, "劳动报酬"))
    ]
    assert sum(pay) >= 7_500
    paid = [
        line
        for month in files.city.landing.glob("workshop/*")
        for line in of(who(city, code), files.lines("workshop", month.name, "奖补金额"))
    ]
    assert len(paid) == awards


def test_trained_and_graduated_and_still_without_work(city: City, files: Files) -> None:
    trained = who(city, "trained_no_job")
    [course] = of(trained, files.lines("training", "2023-01", "课程"))
    assert (course["类别"], course["结业"]) == ("职业技能", "是")
    assert not any(works(files, f"2023-{month:02d}", trained) for month in (2, 3, 4, 9))
    graduate = who(city, "graduate_no_job")
    [study] = of(graduate, files.lines("training", LAST, "学段"))
    assert (study["毕业年月"], study["毕业去向"]) == ("2023-07", "未就业")
    assert not works(files, LAST, graduate)


def test_work_that_ended(city: City, files: Files) -> None:
    returned = who(city, "returned")
    assert works(files, BEFORE, returned)
    assert not works(files, LAST, returned)
    members = city.cast.roles["job_lost"].house.members
    working = [
        any(works(files, f"2023-{month:02d}", person) for person in members)
        for month in range(5, 10)
    ]
    assert working == [True, True, True, False, False]


def test_somebody_able_who_has_nothing_to_do(city: City, files: Files) -> None:
    role = city.cast.roles["idle_labour"]
    assert is_able(role.person, city.calendar.months[-1])
    assert not any(works(files, month, role.person) for month in ("2023-07", BEFORE, LAST))
    items = city.accounts(role.house).items
    assert not any(item.startswith("biz_") and any(items[item]) for item in items)


def test_wages_of_a_project_that_nobody_declares(city: City, files: Files) -> None:
    role = city.cast.roles["not_declared"]
    [line] = of(role.person, files.lines("linkage_projects", LAST, "带动方式"))
    at = city.calendar.index(day(line["付款日期"]))
    items = city.accounts(role.house).items
    assert yuan(line["已付金额"]) > 0
    assert not any(series[at] for item, series in items.items() if item.startswith("wage_"))
