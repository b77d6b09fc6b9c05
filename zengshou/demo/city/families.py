"""Families: the members of a made-up household and their condition."""

from datetime import date
from random import Random

from zengshou.demo.city.people import PLACEHOLDER, Person, Registry, born_at_age

_SIZES = ((1, 26), (2, 41), (3, 20), (4, 10), (5, 3))
_SKILLED_AGES = range(18, 65)
_UNFIT = ("丧失劳动力", "无劳动力")


def _health(rng: Random, age: int) -> str:
    """健康状况: one or several values, in any order."""
    ill = 0.08 if age < 45 else 0.28 if age < 65 else 0.45
    shares = (("长期慢性病", ill), ("残疾", ill / 3), ("患有大病", ill / 8))
    values = [name for name, share in shares if rng.random() < share]
    rng.shuffle(values)
    return rng.choice((",", "，")).join(values) or "健康"


def _skill(rng: Random, age: int, health: str) -> str:
    """劳动技能 that matches age and health."""
    if age < 16 or age >= 75:
        return "无劳动力"
    if "残疾" in health and rng.random() < 0.5:
        return "丧失劳动力"
    if age >= 60 or health != "健康":
        return "弱劳动力或半劳动力"
    return "技能劳动力" if rng.random() < 0.15 else "普通劳动力"


def _settle(rng: Random, person: Person, relation: str, on: date) -> Person:
    """Fill in relation, health, skill and schooling."""
    age = person.age(on)
    person.relation = relation
    person.health = _health(rng, age)
    person.skill = _skill(rng, age, person.health)
    last_age = 22 if rng.random() < 0.5 else 18
    if age < last_age and relation not in ("户主", "配偶"):
        person.studies_until = date(person.born.year + last_age, 7, 1)
    return person


def _relative_ages(rng: Random, head_age: int) -> tuple[int, str, str]:
    """Age, relation and sex of one more member."""
    sex = rng.choice("男女")
    if head_age < 50 and rng.random() < 0.2:
        return head_age + rng.randint(22, 30), "之父" if sex == "男" else "之母", sex
    if head_age >= 62 and rng.random() < 0.3:
        return rng.randint(7, 17), "之孙子" if sex == "男" else "之孙女", sex
    child = max(1, min(45, head_age - rng.randint(23, 33)))
    return child, "之子" if sex == "男" else "之女", sex


def make_family(rng: Random, registry: Registry, county: str, on: date) -> list[Person]:
    """The members of one household on a day, head first."""
    size = rng.choices([n for n, _ in _SIZES], [w for _, w in _SIZES])[0]
    head_age = rng.choice((rng.randint(33, 50), rng.randint(48, 66), rng.randint(60, 84)))
    head_sex = "男" if rng.random() < 0.72 else "女"

    def add(age: int, sex: str, relation: str) -> Person:
        person = registry.person(rng, county, sex, born_at_age(rng, age, on))
        return _settle(rng, person, relation, on)

    family = [add(head_age, head_sex, "户主")]
    if size > 1 and rng.random() < 0.8:
        spouse_age = max(22, head_age + rng.randint(-6, 5))
        family.append(add(spouse_age, "女" if head_sex == "男" else "男", "配偶"))
    while len(family) < size:
        age, relation, sex = _relative_ages(rng, head_age)
        family.append(add(age, sex, relation))
    if rng.random() < 0.006:
        without = rng.choice(family)
        without.citizen_id = PLACEHOLDER + f"{without.born:%Y%m%d}"[: rng.choice((4, 8))]
    return family


def newborn(rng: Random, registry: Registry, county: str, month: date) -> Person:
    """A child first listed in `month`, without an ID number so far."""
    sex = rng.choice("男女")
    child = registry.person(rng, county, sex, born_at_age(rng, 0, month))
    child.citizen_id = PLACEHOLDER + "000000000000"
    child.phone = ""
    child.relation = "之孙子" if sex == "男" else "之孙女"
    child.skill = "无劳动力"
    child.joined = month
    return child


def can_work(person: Person, first: date, last: date) -> bool:
    """True if the person is of working age, fit and not a student over the whole time."""
    return (
        person.age(first) in _SKILLED_AGES
        and person.age(last) in _SKILLED_AGES
        and person.skill not in _UNFIT
        and not person.school(first)
        and person.joined is None
    )
