"""Answers to warnings: the rows of the sheet 跟踪反馈."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from zengshou.demo.city.city import City
from zengshou.demo.city.foresight import Spell, expected_spells
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import REASONS
from zengshou.demo.city.months import shift
from zengshou.demo.city.places import read_seed
from zengshou.demo.city.profiles import profile_of

_MEASURES = (
    "安排公益性岗位", "介绍县内务工", "落实小额信贷", "纳入低保", "申请临时救助", "发展庭院经济",
    "帮助参保缴费", "申请医疗救助", "技能培训后推荐就业", "落实农业保险理赔",
)  # fmt: skip
_YELLOW_CARE = 0.6


@dataclass(frozen=True, slots=True)
class Answer:
    """One row of 跟踪反馈 in the sheet of a month."""

    sheet_month: date
    household_id: str
    rule: str
    verified_on: date
    result: str
    reason: str
    measure: str
    measure_on: date | None
    handling: str


def _verified_on(city: City, spell: Spell, in_time: bool, draw: float) -> date:
    """A day in the month after opening: on or before the verification's due day, or after it."""
    month = shift(spell.opened, 1)
    due_day = city.policy.due_day
    due = month.replace(day=due_day) + timedelta(days=city.policy.verification_days)
    if in_time:
        return due - timedelta(days=int(draw * city.policy.verification_days))
    return due + timedelta(days=1 + int(draw * 8))


def _list_answers(city: City, house: Household) -> Iterator[Answer]:
    """Answers to lists (measures.md, section 5): of every third story, in the last sheet."""
    names = {row["code"]: row["name_zh"] for row in read_seed("worklists")}
    last = city.calendar.months[-1]
    for story in city.cast.played_by(house):
        number = [*city.cast.roles].index(story.code)
        if story.code in names and number % 3 == 0:
            rule = names[story.code] if number % 2 else story.code
            yield Answer(
                last, house.household_id, rule, last.replace(day=20), "属实", "其他",
                "已报主管部门", last.replace(day=22), "处理中",
            )  # fmt: skip


def household_answers(city: City, house: Household) -> list[Answer]:
    """All answers of the household's village over the months; later rows are follow-ups."""
    rng = city.rng("answers", house.household_id)
    care = profile_of(house.home.county).verified
    found: list[Answer] = []
    for spell in expected_spells(city, house):
        in_time = rng.random() < (care if spell.level != "yellow" else _YELLOW_CARE * care)
        if not in_time and rng.random() < 0.5:
            continue
        verified = _verified_on(city, spell, in_time, rng.random())
        true = rng.random() < 0.72
        reason = rng.choice(REASONS) if rng.random() < 0.9 else ""
        measure = rng.choice(_MEASURES) if true else ""
        measured = verified + timedelta(days=rng.randint(1, 20)) if true else None
        first = shift(spell.opened, 1)
        found.append(
            Answer(
                first, house.household_id, spell.rule, verified, "属实" if true else "不属实",
                reason, measure, measured, "处理中" if true else "已解决",
            )
        )  # fmt: skip
        if true and rng.random() < 0.5:
            later = shift(first, rng.randint(1, 3))
            # The follow-up keeps the day of verification: it reports progress, not a new visit.
            found.append(
                Answer(
                    later, house.household_id, spell.rule, verified, "属实",
                    reason, measure, measured, "已解决",
                )
            )  # fmt: skip
    return [*found, *_list_answers(city, house)]
