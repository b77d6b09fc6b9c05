"""What the owners answer to the items of their worklists, month by month (measures.md, section 9).

Most items are answered in time and some are solved later; some are answered late, some never.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from zengshou.demo.city.city import City
from zengshou.demo.city.months import shift
from zengshou.demo.city.owners import Item, known_items

#: Owners answer from the last December on, when villages' yearly lists open.
_MONTHS = 10
_NEVER, _TRUE, _IN_TIME, _SOLVED, _LONGEST_DELAY = 0.1, 0.8, 0.8, 0.6, 8
_DELAYS = (0, 0, 0, 1, 2)
_MEASURES: dict[str, Sequence[str]] = {
    "民政局": ("已入户核查，报乡镇审核", "已启动渐退期复核", "已纳入当月审批"),
    "人社局": ("已约谈岗位所在村", "推荐县内企业岗位", "已停发补贴并核减"),
    "承贷银行": ("已上门催收", "已办理展期", "已受理贷款申请"),
    "县（区）": ("已列入下月支付计划", "已约谈项目实施单位", "已拨付到户"),
    "乡镇": ("已制定增收方案", "已对接龙头企业", "已盘活闲置校舍"),
    "预算单位": ("已追加预留份额", "已在832平台下单", "已列入采购计划"),
}


@dataclass(frozen=True)
class Answer:
    """A row that an owner fills in, in the workbook of a month."""

    item: Item
    month: date
    result: str
    handling: str
    day: date
    measure: str


def answering_months(city: City) -> Sequence[date]:
    """The months whose worklists come back."""
    return city.calendar.months[-_MONTHS:]


def answers_of(city: City, month: date) -> list[Answer]:
    """The month's answers of all owners, in the order of their items."""
    return [
        answer
        for item in known_items(city)
        for answer in _item_answers(city, item)
        if answer.month == month
    ]


def _item_answers(city: City, item: Item) -> Iterator[Answer]:
    """The first answer to an item, and the one that says that it is solved."""
    rng = city.rng("owner", item.code, item.subject)
    months = answering_months(city)
    first = max(shift(item.since, rng.choice(_DELAYS)), months[0])
    if rng.random() < _NEVER:
        return
    is_true = rng.random() < _TRUE
    measure = rng.choice(_MEASURES[item.owner.name]) if is_true else "经核实情况不符"
    day = _day(city, first, rng)
    result, handling = ("属实", "处理中") if is_true else ("不属实", "已解决")
    yield Answer(item, first, result, handling, day, measure)
    if is_true and rng.random() < _SOLVED:
        later = shift(first, rng.randint(1, 2))
        yield Answer(item, later, "属实", "已解决", _day(city, later, rng), measure)


def _day(city: City, month: date, rng: Random) -> date:
    """A day on or before the month's due day for answers, or some days after it."""
    days = city.policy.verification_days
    due = shift(month, 1).replace(day=city.policy.due_day) + timedelta(days=days)
    if rng.random() < _IN_TIME:
        return due - timedelta(days=rng.randrange(days))
    return due + timedelta(days=rng.randint(1, _LONGEST_DELAY))
