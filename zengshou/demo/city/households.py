"""Households and their roster data by month, and how they are generated."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from zengshou.demo.city.families import make_family, newborn
from zengshou.demo.city.months import Calendar, shift
from zengshou.demo.city.people import Person, Registry
from zengshou.demo.city.places import Village


@dataclass(frozen=True, slots=True)
class Status:
    """监测对象类别 and 风险是否已消除 from a roster month on."""

    since: date
    kind: str
    cleared: str


@dataclass(slots=True)
class Household:
    """A made-up household and all its roster data over time.

    `registered` = 脱贫户.
    `joined`/`left` are roster months (None: always listed). From month `moved` on it lives in
    another village. In month `handover` the member at that position becomes head because the head
    has died. `habits` are wrong reporting habits that only several months show ("copies_wage",
    "omits_cost", "rounds_figures", "fills_year_end"). `rank` (0 to 1) is its position in the
    county: households with the lowest ranks lose income.
    """

    household_id: str
    home: Village
    registered: bool
    members: list[Person]
    statuses: tuple[Status, ...] = ()
    joined: date | None = None
    left: date | None = None
    moved: tuple[date, Village] | None = None
    handover: tuple[date, int] | None = None
    authorised: date | None = None
    habits: set[str] = field(default_factory=set)
    rank: float = 0.5

    def listed(self, month: date) -> bool:
        """True if the household is on the roster of the month."""
        return (self.joined is None or self.joined <= month) and (
            self.left is None or month < self.left
        )

    def village(self, month: date) -> Village:
        """The village whose roster lists the household."""
        return self.moved[1] if self.moved and self.moved[0] <= month else self.home

    def status(self, month: date) -> tuple[str, str]:
        """监测对象类别 and 风险是否已消除; both blank if not monitored."""
        for status in reversed(self.statuses):
            if status.since <= month:
                return status.kind, status.cleared
        return "", ""

    def counted(self, month: date) -> bool:
        """True if listed and part of the population (feeds.md, household_roster)."""
        return self.listed(month) and (self.registered or bool(self.status(month)[0]))

    def head(self, month: date) -> Person:
        """The 户主 of the month."""
        if self.handover and self.handover[0] <= month:
            return self.members[self.handover[1]]
        return self.members[0]

    def relation(self, position: int, month: date) -> str:
        """与户主关系 of a member in the month."""
        if self.handover and self.handover[0] <= month:
            if position == self.handover[1]:
                return "户主"
            if position == 0:
                return "配偶"
        return self.members[position].relation

    def current_members(self, month: date) -> int:
        """Members with 人员状态 正常."""
        return sum(member.present(month) for member in self.members)

    def annual_members(self, month: date, calendar: Calendar) -> int:
        """年度家庭人口数: fixed at the start of the income year, or on joining in that year."""
        begin = calendar.begin_of(calendar.year_of(month))
        frozen = max(begin, self.joined) if self.joined else begin
        return max(1, self.current_members(frozen))

    def order(self, month: date) -> list[int]:
        """Positions of the members listed in the month, head first."""
        head = self.handover[1] if self.handover and self.handover[0] <= month else 0
        listed = [i for i, member in enumerate(self.members) if member.listed(month)]
        return sorted(listed, key=lambda position: position != head)


def _some_day(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randrange(max(1, (last - first).days)))


def _authorise(rng: Random, calendar: Calendar) -> date | None:
    """The date of authorisation: mostly before the first month, sometimes later or never."""
    draw = rng.random()
    if draw < 0.87:
        return _some_day(rng, date(calendar.years[0] - 2, 3, 1), calendar.months[0])
    if draw < 0.96:
        return _some_day(rng, calendar.months[0], calendar.months[-1])
    return None


def _monitor(rng: Random, registered: bool, calendar: Calendar) -> tuple[Status, ...]:
    """A monitoring history: a status starts, is cleared, and sometimes starts again."""
    later = rng.choice(calendar.months[1:] or calendar.months)
    draw = rng.random()
    if registered:
        if draw > 0.085:
            return ()
        since, kind = (date.min, "脱贫不稳定户") if draw < 0.06 else (later, "脱贫不稳定户")
    elif draw < 0.58:
        since, kind = date.min, "边缘易致贫户"
    elif draw < 0.92:
        since, kind = (date.min if draw < 0.84 else later), "突发严重困难户"
    else:
        return ()
    history = [Status(since, kind, "是" if since == date.min and rng.random() < 0.5 else "否")]
    if history[0].cleared == "否" and rng.random() < 0.3:
        history.append(Status(shift(later, rng.randint(1, 6)), kind, "是"))
    elif history[0].cleared == "是" and rng.random() < 0.15:
        history.append(Status(later, kind, "否"))
    return tuple(history)


def _mortality(age: int) -> float:
    """Invented probability of death within a year."""
    return 0.001 if age < 50 else 0.006 if age < 65 else 0.015 if age < 75 else 0.04


def _live(rng: Random, house: Household, calendar: Calendar, registry: Registry) -> None:
    """Add births and deaths within the delivered months."""
    months = calendar.months[1:]
    if not months:
        return
    if rng.random() < 0.008 * len(months) / 12 and len(house.members) > 1:
        house.members.append(newborn(rng, registry, house.home.county, rng.choice(months)))
    for position, person in enumerate(house.members):
        if rng.random() >= _mortality(person.age(months[0])) * len(months) / 12:
            continue
        month = rng.choice(months)
        person.died = month
        year_after = calendar.begin_of(calendar.year_of(month) + 1)
        person.removed = max(year_after, shift(month, 3))
        if position == 0 and len(house.members) > 1 and house.members[1].relation == "配偶":
            house.handover = (month, 1)
        elif position == 0:
            # There is no successor: the household leaves the roster with its head.
            person.died = person.removed = None
            house.left = month
        return


def make_household(
    rng: Random, village: Village, serial: int, calendar: Calendar, registry: Registry
) -> Household:
    """One household of a village with its whole roster history, without moves."""
    registered = rng.random() < 0.88
    house = Household(
        household_id=f"{village.county}H{serial:06d}",
        home=village,
        registered=registered,
        members=make_family(rng, registry, village.county, calendar.simulated[0]),
        statuses=_monitor(rng, registered, calendar),
        authorised=_authorise(rng, calendar),
    )
    _live(rng, house, calendar, registry)
    if len(calendar.months) > 3:
        draw = rng.random()
        if draw < 0.012 and house.left is None:
            house.joined = rng.choice(calendar.months[1:])
        elif draw < 0.022 and house.left is None:
            house.left = rng.choice(calendar.months[2:])
    return house
