"""The made-up city: villages, households, residents; the same for the same parameters."""

from dataclasses import asdict, dataclass, field
from datetime import date
from functools import lru_cache
from random import Random

from zengshou.demo.city.accounts import Accounts, keep_accounts
from zengshou.demo.city.casting import Cast, cast_stories
from zengshou.demo.city.households import Household, make_household
from zengshou.demo.city.months import Calendar, parse_month
from zengshou.demo.city.people import Person, Registry, born_at_age, spare_person
from zengshou.demo.city.places import Places, Village, choose_places
from zengshou.demo.city.policy import Policy, read_policy
from zengshou.demo.city.profiles import profile_of
from zengshou.demo.city.story_money import change_money

_MOVING, _RESIDENTS = 0.008, 0.08


@dataclass(frozen=True)
class Parameters:
    """The parameters of a made-up city. `dirt` 0 means no mistakes.

    `income_year_start_month` is the setting of the warehouse; it decides which months a yearly
    table adds up. With yearly tables of two `years_before` the first delivered year has a target.
    """

    counties: tuple[str, ...] | None = None
    villages: int = 40
    households_per_village: int = 25
    first_month: str = "2021-10"
    last_month: str = "2023-09"
    seed: int = 2023
    dirt: float = 1.0
    income_year_start_month: int = 10
    years_before: int = 1

    def as_json(self) -> dict[str, object]:
        """The parameters as they come back from a JSON file."""
        return asdict(self) | {"counties": list(self.counties) if self.counties else None}


@dataclass(eq=False)
class City:
    """A city in memory. Households are ordered by village and number.

    The departments know the `residents`, but no roster lists them. `cast` says who plays a story.
    """

    parameters: Parameters
    calendar: Calendar
    places: Places
    policy: Policy
    households: list[Household]
    residents: list[Person]
    taken_ids: set[str]
    cast: Cast = field(default_factory=Cast)
    _accounts: dict[str, Accounts] = field(default_factory=dict)
    _serials: dict[str, int] = field(default_factory=dict)
    _local: dict[str, list[Household]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, house in enumerate(self.households, 1):
            self._serials[house.household_id] = number
            self._local.setdefault(house.home.code, []).append(house)
            if house.moved:
                self._local.setdefault(house.moved[1].code, []).append(house)

    def rng(self, *parts: object) -> Random:
        """A separate random generator for each purpose, independent of the order of work."""
        return Random("/".join(str(part) for part in (self.parameters.seed, *parts)))

    def accounts(self, house: Household) -> Accounts:
        """The household's money with its stories, computed on first use."""
        found = self._accounts.get(house.household_id)
        if found is None:
            found = self._accounts[house.household_id] = self.usual_accounts(house)
            codes = [story.code for story in self.cast.played_by(house)]
            change_money(codes, found, len(house.members), self.calendar)
        return found

    def usual_accounts(self, house: Household) -> Accounts:
        """The household's money without any story."""
        return keep_accounts(
            self.rng("accounts", house.household_id),
            house,
            self.calendar,
            profile_of(house.home.county),
            self.policy.low_income_line,
            self._serials[house.household_id],
        )

    def listed(self, month: date) -> list[Household]:
        """Households on the roster of the month, in order of village."""
        found = [house for house in self.households if house.listed(month)]
        return sorted(found, key=lambda house: (house.village(month).code, house.household_id))

    def local(self, village: Village) -> list[Household]:
        """Households that live in the village at any time, in order of number."""
        return sorted(self._local.get(village.code, []), key=lambda house: house.household_id)

    def reported(self, village: Village, month: date) -> list[Household]:
        """Population households of a village in the month: the rows of its workbook."""
        return [
            house
            for house in self.local(village)
            if house.village(month) is village and house.counted(month)
        ]

    def stranger(self, rng: Random, county: str) -> Person:
        """A person in no register, for rows that are wrong on purpose."""
        return spare_person(rng, self.taken_ids, county, self.calendar.simulated[0])


def _move_some(
    rng: Random, households: list[Household], places: Places, calendar: Calendar
) -> None:
    """Let a few households move to another village of the city."""
    if len(places.villages) < 2 or len(calendar.months) < 3:
        return
    for house in households:
        if rng.random() < _MOVING and not house.joined and not house.left:
            others = [village for village in places.villages if village is not house.home]
            house.moved = (rng.choice(calendar.months[1:]), rng.choice(others))


def _rank(rng: Random, households: list[Household]) -> None:
    """Distribute good and bad luck evenly over the households of each county."""
    by_county: dict[str, list[Household]] = {}
    for house in households:
        by_county.setdefault(house.home.county, []).append(house)
    for group in by_county.values():
        for place, house in enumerate(rng.sample(group, len(group))):
            house.rank = (place + 0.5) / len(group)


def _settle_residents(
    rng: Random, registry: Registry, places: Places, count: int, on: date
) -> list[Person]:
    return [
        registry.person(rng, rng.choice(places.counties), rng.choice("男女"), born)
        for born in (born_at_age(rng, rng.randint(18, 85), on) for _ in range(count))
    ]


@lru_cache(maxsize=1)
def build_city(parameters: Parameters) -> City:
    """Build a city. Deterministic; the last city is cached.

    Raises ValueError for months in the wrong order, an unknown county, or fewer villages than
    counties.
    """
    first, last = parse_month(parameters.first_month), parse_month(parameters.last_month)
    if last < first:
        raise ValueError(f"last month {parameters.last_month} is before {parameters.first_month}")
    calendar = Calendar.of(first, last, parameters.income_year_start_month, parameters.years_before)
    places = choose_places(parameters.counties, parameters.villages)
    registry = Registry(places.names)
    households: list[Household] = []
    for village in places.villages:
        rng = Random(f"{parameters.seed}/village/{village.code}")
        usual = parameters.households_per_village
        count = max(1, usual + rng.randint(-(usual // 5), usual // 5))
        for _ in range(count):
            serial = len(households) + 1
            households.append(make_household(rng, village, serial, calendar, registry))
    rng = Random(f"{parameters.seed}/city")
    _rank(rng, households)
    _move_some(rng, households, places, calendar)
    residents = _settle_residents(
        rng, registry, places, 2 + int(len(households) * _RESIDENTS), calendar.simulated[0]
    )
    if parameters.dirt > 0:
        _teach_bad_habits(rng, households, parameters.dirt)
    city = City(
        parameters, calendar, places, read_policy(), households, residents, registry.citizen_ids
    )
    city.cast = cast_stories(city.rng("cast"), households, calendar, city.usual_accounts)
    return city


def _teach_bad_habits(rng: Random, households: list[Household], dirt: float) -> None:
    """Give some unmoved households the habits that W03, W05 and the suspicion rules find."""
    settled = [
        house
        for house in households
        if house.registered and not (house.joined or house.left or house.moved or house.handover)
    ]
    for habit in ("copies_wage", "omits_cost", "rounds_figures", "fills_year_end"):
        count = max(1, round(dirt * len(households) / 300))
        for house in rng.sample(settled, min(count, len(settled))):
            house.habits.add(habit)
