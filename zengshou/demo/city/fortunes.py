"""Yearly changes of a household's income: growth, falls, shocks, lifts."""

from dataclasses import dataclass
from random import Random
from statistics import NormalDist

from zengshou.demo.city.profiles import Profile

# The probabilities and sizes below are invented; no office set them.
_MEAN_FALL = 0.17
_FALLING_BEFORE = 0.05


@dataclass(frozen=True, slots=True)
class Shock:
    """From month `begin` (0-11) of the year on, wages and business shrink to `left`."""

    begin: int
    left: float
    reason: str


@dataclass(frozen=True, slots=True)
class YearOfLuck:
    """Growth of the household's net income in a year before any shock, and the shock."""

    growth: float
    shock: Shock | None = None


def _shock(rng: Random, depth: float) -> Shock:
    reasons = ("因病", "因务工就业不稳", "因产业失败", "因自然灾害", "缺劳动力", "因意外事故")
    return Shock(rng.randint(1, 8), 0.8 - 0.7 * depth, rng.choice(reasons))


def first_year_luck(rng: Random, profile: Profile) -> float:
    """Growth from the year before the first simulated year to that year."""
    if rng.random() < _FALLING_BEFORE:
        return rng.uniform(-0.25, -0.01)
    usual = (profile.growth_before + 0.13 * _FALLING_BEFORE) / (1 - _FALLING_BEFORE)
    return max(0.005, rng.gauss(usual, 0.045))


def _lift(rng: Random, per_capita: float, line: float, lifted: bool) -> float:
    """Growth of a household that was below the income line."""
    if lifted:
        return max(line * rng.uniform(1.05, 1.15) / per_capita - 1, rng.uniform(0.08, 0.2))
    return min(rng.uniform(0.01, 0.1), line * 0.97 / per_capita - 1)


def later_year_luck(
    rng: Random, profile: Profile, rank: float, per_capita: float, line: float | None
) -> YearOfLuck:
    """Growth and shock of a later year, given last year's per-capita net in yuan.

    `rank` (0 to 1) is the household's position in its county: households with the lowest ranks lose
    income. Ranks, unlike independent random numbers, keep small counties close to their profile.
    `line` is the low-income line if the county tries to lift the household above it.
    """
    if rank < profile.falling:
        place = rank / profile.falling
        if place < 0.4:
            return YearOfLuck(-0.01 - 0.6 * place)
        return YearOfLuck(rng.uniform(0.0, 0.05), _shock(rng, (place - 0.4) / 0.6))
    place = (rank - profile.falling) / (1 - profile.falling)
    if line is not None and per_capita < line:
        return YearOfLuck(_lift(rng, per_capita, line, place < profile.lifted))
    usual = (profile.growth + _MEAN_FALL * profile.falling) / (1 - profile.falling)
    return YearOfLuck(max(0.01, NormalDist(usual, 0.035).inv_cdf(min(max(place, 0.001), 0.999))))
