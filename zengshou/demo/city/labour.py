"""Who can work: the words able, weak and no-labour household of measures.md, section 3."""

from datetime import date

from zengshou.demo.city.households import Household
from zengshou.demo.city.months import month_end
from zengshou.demo.city.people import Person

_WORKING_AGES = range(16, 60)
_ABLE = ("普通劳动力", "技能劳动力")
_WEAK = ("弱劳动力或半劳动力",)


def _fit(person: Person, month: date, skills: tuple[str, ...]) -> bool:
    return (
        person.present(month)
        and person.has_id
        and person.age(month_end(month)) in _WORKING_AGES
        and person.told_skill in skills
        and not person.school(month)
    )


def is_able(person: Person, month: date) -> bool:
    """Able in the month, as the roster tells it."""
    return _fit(person, month, _ABLE)


def no_labour(house: Household, month: date) -> bool:
    """True if the household has no able and no weak member in the month."""
    return not any(_fit(person, month, _ABLE + _WEAK) for person in house.members)
