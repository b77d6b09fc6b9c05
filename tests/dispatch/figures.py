"""A county's quarter made by hand, for sentences whose every word is tested."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from zengshou.outputs.measures.figures import MeasureFigures
from zengshou.outputs.quarterly_report.figures import QuarterFigures
from zengshou.outputs.quarterly_report.quarter import Quarter

#: Coverage and comparison of a division whose villages reported every month.
ALL_HEARD: dict[str, Any] = {
    "matched_growth": Decimal("0.09"),
    "is_comparable": True,
    "village_months_expected": 9,
    "village_months_received": 9,
    "prior_village_months_expected": 9,
    "prior_village_months_received": 9,
}
STREAMS = ("wage", "business", "property", "transfer")


def county(**changed: Any) -> dict[str, Any]:
    """A county that grew by 10 % with a target of 8 %."""
    row: dict[str, Any] = {
        "division_code": "230523",
        "division_name": "宝清县",
        "households": 200,
        "members": 450,
        "per_capita": Decimal(11000),
        "prior_per_capita": Decimal(10000),
        "target_growth": Decimal("0.08"),
        "projected_per_capita": Decimal(15000),
        "projected_growth": Decimal("0.09"),
        "target_met": True,
        "on_watch_list": False,
        "score": Decimal("91.20"),
        "grade": "好",
        "rank": 2,
        "coverage": Decimal(1),
        "status": "final",
        **ALL_HEARD,
    }
    return row | changed


def streams(now: str, before: str | None, **changed: Any) -> dict[str, Any]:
    """The same amount in each stream of the quarter."""
    row: dict[str, Any] = {"months": 3}
    for name in STREAMS:
        row[name] = Decimal(now)
        row[f"prior_{name}"] = None if before is None else Decimal(before)
    return row | {name: v if v is None else Decimal(v) for name, v in changed.items()}


def village(name: str, *, late: int = 0, missing: int = 0) -> dict[str, Any]:
    """A village that reported in the other months of the quarter on time."""
    return {
        "village_code": name,
        "village_name": name,
        "expected": 3,
        "on_time": 3 - late - missing,
        "late": late,
        "missing": missing,
        "last_due_date": date(2023, 7, 5),
    }


def township(name: str, now: str | None, before: str | None) -> dict[str, Any]:
    """A township's income to date."""
    return {
        "division_name": name,
        "households": 30,
        "ytd_per_capita": now and Decimal(now),
        "prior_ytd_per_capita": before and Decimal(before),
        "division_code": "230523100000",
        **ALL_HEARD,
    }


def entry(household: str, listed: str, reason: str | None) -> dict[str, Any]:
    """A household on a focus list."""
    return {"household_id": household, "list": listed, "reason": reason}


def quarter(**changed: Any) -> QuarterFigures:
    """The second quarter of 2023 of a county in which nothing is wrong."""
    income: dict[str, Any] = {
        "net_income": Decimal(400),
        "business_cost": Decimal(0),
        "is_comparable": True,
    }
    for name in (*STREAMS, "business_cost", "net_income"):
        for kind in ("", "prior_", "ytd_", "prior_ytd_"):
            income[f"{kind}{name}"] = Decimal(100)
    made: dict[str, Any] = {
        "quarter": Quarter(2023, 2),
        "city_name": "双鸭山市",
        "is_year_end": False,
        "counties": 8,
        "county": county(),
        "streams": streams("1100", "1000"),
        "income": income,
        "townships": [township("甲镇", "11000", "10000")],
        "villages": [village("东村")],
        "focus": [],
        "opened": [],
        "to_do": Counter(),
        "rows_received": 200,
        "rows_rejected": 0,
        "city_code": "2305",
        "measures": MeasureFigures(date(2023, 6, 1), (), (), {}),
        "item_counts": [],
    }
    return QuarterFigures(**(made | changed))
