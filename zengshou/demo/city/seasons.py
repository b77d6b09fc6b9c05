"""The season of each kind of income and cost (domain.md, Seasons)."""

from random import Random

Weights = tuple[float, ...]

_MONTHS = range(1, 13)
_SEASONS: dict[str, dict[int, float]] = {
    "biz_crops": {10: 0.36, 11: 0.30, 12: 0.20, 1: 0.14},
    "biz_livestock": {12: 0.28, 1: 0.34, 5: 0.12, 9: 0.26},
    "biz_courtyard": {6: 0.15, 7: 0.25, 8: 0.30, 9: 0.30},
    # There is cost in the first month of both kinds of income year, so that no month of business
    # income comes before all costs of its year.
    "cost_business": {10: 0.14, 1: 0.08, 3: 0.10, 4: 0.26, 5: 0.22, 6: 0.10, 7: 0.10},
    "tr_farm_subsidy": {6: 0.45, 8: 0.20, 10: 0.35},
}
_FARM_WAGE = {4: 0.13, 5: 0.16, 6: 0.14, 7: 0.13, 8: 0.14, 9: 0.16, 10: 0.14}
_MIGRANT_WAGE = {3: 0.10, **dict.fromkeys(range(4, 12), 0.11), 12: 0.02}
_LUMPS: dict[str, tuple[int, ...]] = {
    "prop_land": (12, 1, 2, 3),
    "prop_asset_dividend": (11, 12),
    "prop_collective_dividend": (12, 1),
    "prop_other": (6, 12),
    "tr_family_planning": (7, 9),
    "tr_ecology": (11, 12),
    "tr_other": (1, 6, 9),
}


def _full(weights: dict[int, float]) -> Weights:
    total = sum(weights.values())
    return tuple(weights.get(month, 0.0) / total for month in _MONTHS)


EVEN: Weights = _full(dict.fromkeys(_MONTHS, 1.0))
COST: Weights = _full(_SEASONS["cost_business"])


def season(item: str, rng: Random) -> Weights:
    """Share of a year's amount by calendar month (index 0 = January); sums to 1.

    A yearly lump sum is paid in the same month every year.
    """
    if item in _SEASONS:
        return _full(_SEASONS[item])
    if item in _LUMPS:
        return _full({rng.choice(_LUMPS[item]): 1.0})
    if item == "wage_migrant":
        return _full(rng.choice((_FARM_WAGE, _MIGRANT_WAGE, dict.fromkeys(_MONTHS, 1.0))))
    return EVEN
