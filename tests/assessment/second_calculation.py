"""The scoring of rules.md, County assessment, once more: plain Python with exact fractions.

Reads nothing but the seeds' CSV files and the indicators' numerators and denominators.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

Row = dict[str, str]


@dataclass(frozen=True)
class Measured:
    """What was counted for a county: numerator and denominator by indicator, target, coverage."""

    figures: dict[str, tuple[Decimal, Decimal]]
    target: Decimal | None
    coverage: Decimal = Decimal(1)


@dataclass(frozen=True)
class Result:
    """A county's result; points of indicators that do not apply are missing."""

    points: dict[str, Decimal]
    score: Decimal
    grade: str
    treatment: str | None
    status: str


def seed(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def half_up(value: Fraction) -> Decimal:
    cents = int(value * 100)
    if value * 100 - cents >= Fraction(1, 2):
        cents += 1
    return Decimal(cents) / 100


def points_of(indicator: Row, measured: Measured) -> Decimal | None:
    most = Fraction(indicator["max_points"])
    found = measured.figures.get(indicator["code"])
    if found is None or found[1] == 0:
        nothing = {"full": half_up(most), "zero": None if found is None else Decimal(0)}
        return nothing.get(indicator["when_none"])
    value = Fraction(found[0]) / Fraction(found[1])
    if indicator["kind"] == "target":
        assert measured.target is not None, "a year without a target is not scored"
        short = Fraction(measured.target) - (value - 1)
        points = most - short / Fraction(indicator["unit_per_point"])
    else:
        full, zero = Fraction(indicator["full_at"]), Fraction(indicator["zero_at"])
        points = most * (value - zero) / (full - zero)
    return half_up(min(max(points, Fraction(0)), most))


def result_of(folder: Path, measured: Measured) -> Result:
    indicators = seed(folder, "assessment_indicators")
    given = {row["code"]: points_of(row, measured) for row in indicators}
    points = {code: value for code, value in given.items() if value is not None}
    most = sum(Fraction(row["max_points"]) for row in indicators if row["code"] in points)
    share = 100 * sum(map(Fraction, points.values()), Fraction()) / most
    short = shortfall(measured)
    missed = short is not None and short > 0
    grade = next(
        row["grade"]
        for row in sorted(
            seed(folder, "assessment_grades"), key=lambda row: -Fraction(row["min_score"])
        )
        if share >= Fraction(row["min_score"])
        and (not missed or row["when_target_missed"] == "true")
    )
    treatment = None if short is None else "通报批评" if missed else "表扬奖励"
    if (short is not None and short > Fraction("0.02")) or grade == "较差":
        treatment = "约谈提醒、挂牌督办"
    status = "provisional" if measured.coverage < Decimal("0.95") else "final"
    return Result(points, half_up(share), grade, treatment, status)


def shortfall(measured: Measured) -> Fraction | None:
    """Target less growth, None for a county whose growth is not known."""
    grown, before = measured.figures.get("growth", (Decimal(), Decimal()))
    if before == 0 or measured.target is None:
        return None
    return Fraction(measured.target) - (Fraction(grown) / Fraction(before) - 1)


def ranks(scores: Iterable[Decimal]) -> list[int]:
    listed = list(scores)
    return [1 + sum(other > one for other in listed) for one in listed]
