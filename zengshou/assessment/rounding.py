"""Rounding for display; comparisons use unrounded values (rules.md, Income)."""

from decimal import ROUND_HALF_UP, Decimal


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Round half up; Python's own formats round half to even."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
