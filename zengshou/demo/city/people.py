"""Invented persons: names, citizen IDs with a valid check digit, phones, family members.

All data is invented. By chance an ID may exist, like any valid number; no data comes from a real
register.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from zengshou.demo.city.months import age_on

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余"
    "潘杜戴夏钟汪田任姜范方石姚谭廖邹熊陆郝孔崔康邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN_MALE = "建国军伟强林海涛鹏飞志刚德福祥贵明亮波斌俊杰峰龙东生春雷学永世宏振兴"
GIVEN_FEMALE = "秀英桂兰玉珍凤霞淑芬丽娟艳红梅芳静敏洁莲琴素云晶晓燕萍香雪莹娜美慧"
ENROLMENT_AGES = ((6, "小学"), (12, "初中"), (15, "高中"), (18, "大专"))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PLACEHOLDER = "999999"


@dataclass(slots=True)
class Person:
    """A made-up person. `joined`, `died`, `removed` are roster months (None: never).

    From `died` on, the roster shows 自然减少; from `removed` on, the row no longer exists.
    `studies_until` is the last day as a student.
    """

    person_id: str
    name: str
    citizen_id: str
    sex: str
    born: date
    phone: str
    relation: str = ""
    health: str = "健康"
    skill: str = ""
    studies_until: date | None = None
    joined: date | None = None
    died: date | None = None
    removed: date | None = None

    def age(self, day: date) -> int:
        """Completed years of age."""
        return age_on(self.born, day)

    def listed(self, month: date) -> bool:
        """True if the roster of the month has a row for this member."""
        return (self.joined is None or self.joined <= month) and (
            self.removed is None or month < self.removed
        )

    def present(self, month: date) -> bool:
        """True if listed with 人员状态 正常."""
        return self.listed(month) and (self.died is None or month < self.died)

    def school(self, month: date) -> str:
        """在校生状况 in the month; blank if not a student."""
        if self.studies_until is None or month > self.studies_until:
            return ""
        return next((name for age, name in reversed(ENROLMENT_AGES) if self.age(month) >= age), "")

    @property
    def told_skill(self) -> str:
        """劳动技能 as the roster tells it: blank for every fifth person."""
        return "" if self.person_id[-1] in "35" else self.skill

    @property
    def has_id(self) -> bool:
        """False for a placeholder in place of a citizen ID."""
        return not self.citizen_id.startswith(PLACEHOLDER)


def check_character(first_seventeen: str) -> str:
    """ISO 7064 MOD 11-2 check character of a citizen ID."""
    pairs = zip(first_seventeen, _WEIGHTS, strict=True)
    total = sum(int(digit) * weight for digit, weight in pairs)
    return "10X98765432"[total % 11]


class Registry:
    """Generates numbers that are unique in the city."""

    def __init__(self, place_names: tuple[str, ...]) -> None:
        self.citizen_ids: set[str] = set()
        self.phones: set[str] = set()
        self._places = " ".join(place_names)
        self._persons = 0

    def name(self, rng: Random, sex: str) -> str:
        """A name that is not part of a place name (tests search outputs for names)."""
        pool = GIVEN_MALE if sex == "男" else GIVEN_FEMALE
        while True:
            given = "".join(rng.choices(pool, k=1 if rng.random() < 0.06 else 2))
            name = rng.choice(SURNAMES) + given
            if name not in self._places:
                return name

    def citizen_id(self, rng: Random, county: str, born: date, sex: str) -> str:
        """A new valid citizen ID with the county as its region code."""
        while True:
            order = rng.randrange(500) * 2 + (sex == "男")
            stem = f"{county}{born:%Y%m%d}{order:03d}"
            number = stem + check_character(stem)
            if number not in self.citizen_ids:
                self.citizen_ids.add(number)
                return number

    def phone(self, rng: Random) -> str:
        """A new made-up mobile number."""
        while True:
            number = f"1{rng.choice('35789')}{rng.randrange(10**9):09d}"
            if number not in self.phones:
                self.phones.add(number)
                return number

    def person(self, rng: Random, county: str, sex: str, born: date) -> Person:
        """A new person; the caller sets relation and the other fields."""
        self._persons += 1
        return Person(
            person_id=f"R{self._persons:09d}",
            name=self.name(rng, sex),
            citizen_id=self.citizen_id(rng, county, born, sex),
            sex=sex,
            born=born,
            phone=self.phone(rng),
        )


def born_at_age(rng: Random, age: int, on: date) -> date:
    """A birth date that gives the age of `age` years on a day."""
    return date(on.year - age, on.month, min(on.day, 28)) - timedelta(days=rng.randrange(365))


def spare_person(rng: Random, taken: set[str], county: str, on: date) -> Person:
    """A person outside the city's registry, for rows that are wrong on purpose.

    Its ID is unused, so the wrong row changes no figures.
    """
    registry = Registry(())
    sex = rng.choice("男女")
    while True:
        person = registry.person(rng, county, sex, born_at_age(rng, rng.randint(22, 55), on))
        if person.citizen_id not in taken:
            person.person_id = f"X{rng.randrange(10**9):09d}"
            person.relation, person.skill = "其他", "普通劳动力"
            return person
