"""A county's treatment at present (当前处理) and its risk of a fall (减收风险), said in one way.

Source: the plan, part 四(三): counties that miss the target or are at risk of a fall are under
supervision (挂牌督办). A county whose data is not comparable gets neither until it has reported.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zengshou.assessment.rounding import rounded
from zengshou.outputs.comparison import INCOMPARABLE

SUPERVISION = "挂牌督办"
AT_RISK = "有减收风险"
NO_RISK = "无"
OVER = "年度已结束"


@dataclass(frozen=True)
class Handling:
    """`current`: the treatment in force; `risk`: the risk of a fall; `why` the risk is seen."""

    current: str | None
    risk: str | None
    why: str | None = None

    @property
    def is_supervised(self) -> bool:
        """Whether the county is under supervision."""
        return SUPERVISION in (self.current or "")


def handling(row: dict[str, Any], *, is_comparable: bool, is_year_end: bool) -> Handling:
    """Treatment and risk of a county.

    `row`: treatment, target_met, on_watch_list, projected_growth, target_growth. A risk adds the
    supervision to a treatment without it, and takes the place of praise.
    """
    if not is_comparable:
        return Handling(INCOMPARABLE, INCOMPARABLE)
    treatment = row["treatment"]
    if is_year_end:
        return Handling(treatment, OVER)
    if not row["on_watch_list"]:
        return Handling(treatment, NO_RISK if row["projected_growth"] is not None else None)
    gap = row["target_growth"] - row["projected_growth"]
    why = (
        f"预计全年增速 {_share(row['projected_growth'])}，"
        f"低于目标 {_share(row['target_growth'])}，差 {rounded(gap * 100)} 个百分点"
    )
    if SUPERVISION not in (treatment or ""):
        is_praise = row["target_met"] or treatment is None
        treatment = SUPERVISION if is_praise else f"{treatment}、{SUPERVISION}"
    return Handling(treatment, AT_RISK, why)


def _share(value: Decimal) -> str:
    return f"{rounded(value * 100)}%"
