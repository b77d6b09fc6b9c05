"""Chooses who plays which story of `stories`: households and persons that fit, once each.

Every story takes a household of its own; in a small city, stories of different departments that
change no money may share one. A story for which nobody fits is not played.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from random import Random

from zengshou.demo.city.accounts import Accounts
from zengshou.demo.city.households import Household
from zengshou.demo.city.months import Calendar, shift
from zengshou.demo.city.people import Person
from zengshou.demo.city.profiles import profile_of
from zengshou.demo.city.stories import STORIES, Scene, Story

Books = Callable[[Household], Accounts]


@dataclass(frozen=True)
class Role:
    """A household and the position of the member who plays a story."""

    house: Household
    member: int

    @property
    def person(self) -> Person:
        """The member who plays the story."""
        return self.house.members[self.member]


@dataclass
class Cast:
    """The roles of the city's stories, by the story's code."""

    roles: dict[str, Role] = field(default_factory=dict)
    _played: dict[str, list[Story]] = field(default_factory=dict)

    def take(self, story: Story, role: Role) -> None:
        """Let somebody play a story."""
        self.roles[story.code] = role
        self._played.setdefault(role.house.household_id, []).append(story)

    def played_by(self, house: Household) -> Sequence[Story]:
        """The stories of a household; most have none."""
        return self._played.get(house.household_id, ())

    def plays(self, code: str, house: Household) -> bool:
        """True if the household plays the story."""
        role = self.roles.get(code)
        return role is not None and role.house is house

    def is_played_by(self, code: str, person: Person) -> bool:
        """True if the person plays the story."""
        role = self.roles.get(code)
        return role is not None and role.person is person

    @cached_property
    def ids(self) -> frozenset[str]:
        """Citizen IDs of the households that play; no row of theirs is wrong by accident."""
        return frozenset(
            person.citizen_id for role in self.roles.values() for person in role.house.members
        )


def _settled(house: Household, first: date, last: date) -> bool:
    """A 脱贫户 on every roster, authorised from the start, with an ID for every member."""
    return (
        house.registered
        and not (house.joined or house.left or house.moved or house.handover or house.habits)
        and house.authorised is not None
        and house.authorised < first
        and house.listed(last)
        and all(person.has_id and person.joined is None for person in house.members)
    )


def _alive(house: Household) -> bool:
    return all(person.died is None for person in house.members)


def _free(cast: Cast, house: Household, story: Story, shared: bool) -> bool:
    """True if the household may play the story besides those that it plays already."""
    played = cast.played_by(house)
    if not shared or story.alters:
        return not played
    return all(not other.alters and other.theme != story.theme for other in played)


def cast_stories(
    rng: Random, households: Sequence[Household], calendar: Calendar, books: Books
) -> Cast:
    """Give every story to the first household that fits, those of tidy counties first."""
    first, last = calendar.months[0], calendar.months[-1]
    settled = [house for house in households if _settled(house, first, last)]
    rng.shuffle(settled)
    settled.sort(key=lambda house: profile_of(house.home.county).missing > 0)
    cast = Cast()
    for story in STORIES:
        for shared in (False, True):
            role = _player(cast, story, settled, calendar, books, shared)
            if role is not None:
                cast.take(story, role)
                break
    _let_die(cast, calendar)
    return cast


def _player(
    cast: Cast,
    story: Story,
    settled: Sequence[Household],
    calendar: Calendar,
    books: Books,
    shared: bool,
) -> Role | None:
    for house in settled:
        if not _alive(house) or not _free(cast, house, story, shared):
            continue
        member = story.fits(Scene(house, books(house), calendar))
        if member is not None:
            return Role(house, member)
    return None


def _let_die(cast: Cast, calendar: Calendar) -> None:
    """`paid_after_death`: the member has died three months before the last roster."""
    role = cast.roles.get("paid_after_death")
    if role is not None and len(calendar.months) > 3:
        role.person.died = shift(calendar.months[-1], -3)
