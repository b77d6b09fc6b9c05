"""Figures as they are shown; whatever is compared stays unrounded (rules.md, Income)."""

from decimal import ROUND_HALF_UP, Decimal


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Half up; Python's own formats round half to even."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
