"""Made-up people and households: their numbers pass every check and belong to nobody."""

from dataclasses import dataclass

SHUANGSHENG = "230502200201"  # 双胜村, a reporting village
CHAOYANG = "230502200202"  # 朝阳村, another one of the same county
BAOSHAN = "230506101530"  # 宝山村生活区 of 七星镇, another county, reports though its code is 500+
CHUNCHENG = "230502001001"  # 春城社区, a division that does not report
NOWHERE = "230599200201"  # in no register

_CHECK_DIGITS = "10X98765432"


def citizen_id(serial: int, born: str = "19700101", region: str = "230521") -> str:
    """An 18-character number with its right check character (GB 11643)."""
    body = f"{region}{born}{serial:03d}"
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    return body + _CHECK_DIGITS[total % 11]


def citizen_id_with_x(serial: int = 0) -> str:
    """The first number from `serial` on whose check character is X."""
    return next(number for n in range(serial, 999) if (number := citizen_id(n)).endswith("X"))


@dataclass(frozen=True)
class Person:
    """Somebody on the roster."""

    number: str
    name: str
    citizen_id: str
    relation: str = "户主"
    phone: str = ""
    status: str = "正常"
    student: str = ""


@dataclass(frozen=True)
class Household:
    """People under one 户编号; the first of them is the head."""

    number: str
    village: str
    members: tuple[Person, ...]
    kind: str = "脱贫户"

    @property
    def head(self) -> Person:
        """The first member."""
        return self.members[0]


def household(serial: int, village: str = SHUANGSHENG, members: int = 2) -> Household:
    """Household number `serial` with a head and a spouse, further members being children."""
    relations = ["户主", "配偶", *["之子"] * members][:members]
    people = tuple(
        Person(
            number=f"{serial:04d}{place}",
            name=f"{'赵钱孙李周吴郑王'[serial % 8]}{'甲乙丙丁戊己庚辛'[place]}{serial:03d}",
            citizen_id=citizen_id(serial, born=f"19{60 + place * 5}0101"),
            relation=relation,
            phone=f"138{serial:04d}{place:04d}",
        )
        for place, relation in enumerate(relations)
    )
    return Household(f"H{serial:04d}", village, people)
