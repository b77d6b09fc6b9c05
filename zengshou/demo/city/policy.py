"""The office's thresholds that the city's villages know, read from the dbt seeds.

Villages answer the warnings they expect. No threshold may be in code, so this module reads them
from the warehouse's seeds.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from zengshou.demo.city.places import read_seed

# Examples of measures.md that the villages and departments of the made-up city know.
DIBAO_STANDARD = 7_020  # yuan per person and year
AWARD = 1_000  # yuan, once per person and workshop (the plan, part 三, 7)
STUDY_GRANT = 1_500  # yuan per term
LOAN_LIMITS = (50_000, 100_000)  # yuan
LOAN_YEARS = 3
BORROWER_AGES = (18, 65)
WEAK_VILLAGE = 50_000  # yuan of 经营收益 a year
SOLAR_TO_LABOUR = 0.8  # share of the solar income that pays for posts and public work

_Step = tuple[str, float, str]
_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "at_least": operator.ge,
    "above": operator.gt,
    "below": operator.lt,
}


def _in_force(row: dict[str, str], day: date) -> bool:
    return row["valid_from"] <= day.isoformat() and (
        not row["valid_to"] or day.isoformat() <= row["valid_to"]
    )


@dataclass(frozen=True)
class Policy:
    """Income line (yuan per person and year), periods, warning levels, monitoring range."""

    low_income_line: float
    due_day: int
    verification_days: int
    ratio_bounds: tuple[float, float]
    levels: tuple[dict[str, str], ...]
    ranges: tuple[dict[str, str], ...]
    _steps: dict[tuple[str, date], list[_Step]] = field(default_factory=dict, compare=False)

    def monitoring_range(self, month: date) -> float:
        """Monitoring range in force on the month's first day; 0 if the seed has none."""
        return next((float(row["yuan"]) for row in self.ranges if _in_force(row, month)), 0.0)

    def _ladder(self, rule: str, month: date) -> list[_Step]:
        """The rule's levels in force, lowest first: level, threshold, comparison."""
        steps = self._steps.get((rule, month))
        if steps is None:
            rows = [row for row in self.levels if row["rule"] == rule and _in_force(row, month)]
            rows.sort(key=lambda row: int(row["severity"]))
            steps = [(row["level"], float(row["threshold"]), row["comparison"]) for row in rows]
            self._steps[rule, month] = steps
        return steps

    def level(self, rule: str, observed: float, month: date, unit: float = 1.0) -> str:
        """The highest level that the observed value reaches, in units of `unit`; blank if none."""
        reached = ""
        for level, threshold, comparison in self._ladder(rule, month):
            if _HOLDS[comparison](observed, threshold * unit):
                reached = level
        return reached


def read_policy() -> Policy:
    """Read the seeds; the last row of a parameter counts (the city is made up)."""
    values = {row["code"]: row["value"] for row in read_seed("policy_parameters")}
    return Policy(
        low_income_line=float(values["low_income_line"]),
        due_day=int(values["submission_due_day"]),
        verification_days=int(values["verification_days"]),
        ratio_bounds=(float(values["projection_ratio_min"]), float(values["projection_ratio_max"])),
        levels=tuple(read_seed("warning_levels")),
        ranges=tuple(read_seed("monitoring_range")),
    )
