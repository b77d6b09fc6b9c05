"""What departments pay to households, beside what the households declare."""

from datetime import date

from zengshou.demo.city.city import City
from zengshou.demo.city.households import Household
from zengshou.demo.city.people import Person
from zengshou.demo.city.profiles import profile_of

_ABSENT, _GROWN = 0.3, 18


def paid_share(city: City, house: Household, item: str) -> float:
    """Paid by the department as a share of what is declared: mostly 1; 0: nothing is known there.

    Counties that match badly differ more often. Households with a story do not differ.
    """
    rng = city.rng("benefit", item, house.household_id)
    differs = rng.random() < 0.6 * (1 - profile_of(house.home.county).matched)
    if not differs or city.cast.played_by(house):
        return 1.0
    return 0.0 if rng.random() < _ABSENT else rng.uniform(0.6, 1.3)


def others_known(city: City, every: int, month: date) -> list[Person]:
    """Every so many-th resident on no roster whom a department pays, too: out of scope here."""
    return [person for person in city.residents[::every] if person.age(month) >= _GROWN]


def account_number(city: City, owner: str) -> str:
    """A made-up bank account: a column that no contract names."""
    return f"62{city.rng('account', owner).randrange(10**15):015d}"


def serial(house: Household) -> int:
    """The household's number in the city."""
    return int(house.household_id[-6:])
