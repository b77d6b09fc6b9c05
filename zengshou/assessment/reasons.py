"""Why a county has its points, its grade and its treatment, in words.

All figures come from the content of a release or draft: what is said is what was frozen.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zengshou import words
from zengshou.assessment.releases.content import Content
from zengshou.assessment.rounding import rounded
from zengshou.assessment.rule_words import Rule, percent, rules_in
from zengshou.assessment.scores import INCOMPARABLE

Row = dict[str, Any]
TARGET = "target"


@dataclass(frozen=True)
class Points:
    """An indicator of a county: its points and why some are lost. None: not applicable.

    A rate of growth that is not comparable has a word as its value.
    """

    code: str
    name: str
    value: Decimal | str | None
    points: Decimal | None
    max_points: Decimal
    lost: Decimal | None
    rule: str
    why: str


class Reasons:
    """The reasons of one content, by county.

    `incomparable`: codes of counties whose growth is said in no reason, as too little is heard.
    """

    def __init__(self, content: Content, incomparable: Collection[str] = ()) -> None:
        self.content = content
        self._incomparable = incomparable
        year = content.scores[0]["assessment_year"]
        self._rules: dict[str, list[Rule]] = {}
        for rule in rules_in(content.seeds):
            row = rule.row
            if "valid_from_year" in row and not (
                row["valid_from_year"] <= year <= (row["valid_to_year"] or year)
            ):
                continue
            self._rules.setdefault(rule.seed, []).append(rule)

    def points(self, county: str) -> list[Points]:
        """The county's indicators, those with the most points first."""
        score = self._score(county)
        found = {row["indicator"]: row for row in self.content.indicators_of(county)}
        rules = sorted(
            self._rules["assessment_indicators"],
            key=lambda rule: (-Decimal(rule.row["max_points"]), rule.row["code"]),
        )
        return [
            _points(
                rule,
                found[rule.row["code"]],
                score,
                is_comparable=self._shows_rate(county, rule.row["kind"]),
            )
            for rule in rules
            if rule.row["code"] in found
        ]

    def against_target(self, county: str) -> str:
        """Growth beside the target with the difference in percentage points."""
        return _against_target(self._score(county), is_comparable=self._shows_rate(county, TARGET))

    def total(self, county: str) -> str:
        """The arithmetic of the score: 得分合计 ÷ 适用满分合计 × 100."""
        found = self.points(county)
        counted = [one for one in found if one.points is not None]
        points = sum((one.points or Decimal() for one in counted), Decimal())
        most = sum((one.max_points for one in counted), Decimal())
        said = (
            f"各适用指标得分合计 {rounded(points)} ÷ 适用指标满分合计 {rounded(most)} × 100 "
            f"＝ {self._score(county)['score']} 分"
        )
        out = [one.name for one in found if one.points is None]
        return said + (f"；{'、'.join(out)}不适用，不计入满分" if out else "")

    def grade(self, county: str) -> str:
        """Why the county has its grade: the bound that its score reaches, or what forbids more."""
        row = self._score(county)
        bounds = {rule.row["grade"]: rule.row for rule in self._rules["assessment_grades"]}
        least = Decimal(bounds[row["grade"]]["min_score"])
        better = sorted(Decimal(one["min_score"]) for one in bounds.values())
        above = next((bound for bound in better if bound > least), None)
        said = f"得分 {row['score']}，达到{row['grade']}的 {_plain(least)} 分"
        if not least and above is not None:
            said = f"得分 {row['score']}，低于 {_plain(above)} 分"
        barred = [
            name
            for name, bound in bounds.items()
            if least < Decimal(bound["min_score"]) <= row["score"]
        ]
        if barred and not row["target_met"]:
            return f"{said}；未达到目标增速，不评为{'、'.join(barred)}"
        return said

    def treatment(self, county: str) -> str:
        """Why the county has its treatment: each condition of it that holds."""
        row = self._score(county)
        if row["treatment"] is None:
            return "没有符合的处理条件"
        found = [
            said
            for rule in self._rules["assessment_treatments"]
            if rule.row["treatment"] == row["treatment"]
            and (said := _condition(rule.row, row)) is not None
        ]
        return "；".join(found)

    def _shows_rate(self, county: str, kind: str) -> bool:
        return kind != TARGET or county not in self._incomparable

    def _score(self, county: str) -> Row:
        return next(row for row in self.content.scores if row["county_code"] == county)


def _against_target(row: Row, *, is_comparable: bool) -> str:
    if row["growth"] is None:
        return "没有上年数据，无法计算增速"
    if not is_comparable:
        return f"增速{INCOMPARABLE}，目标增速 {_share(row['target_growth'])}，数据补齐后再作比较"
    gap = row["growth"] - row["target_growth"]
    said = f"增速 {_share(row['growth'])}，目标增速 {_share(row['target_growth'])}"
    if gap == 0:
        return f"{said}，与目标持平"
    return f"{said}，{'高' if gap > 0 else '低'} {rounded(abs(gap) * 100)} 个百分点"


def _points(rule: Rule, row: Row, score: Row, *, is_comparable: bool) -> Points:
    full = rule.row["max_points"]
    lost = None if row["points"] is None else Decimal(full) - row["points"]
    return Points(
        code=rule.row["code"],
        name=rule.name,
        value=row["value"] if is_comparable or row["value"] is None else INCOMPARABLE,
        points=row["points"],
        max_points=row["max_points"],
        lost=lost,
        rule=rule.value,
        why=_why(rule.row, row, score, lost, is_comparable=is_comparable),
    )


def _why(rule: Row, row: Row, score: Row, lost: Decimal | None, *, is_comparable: bool) -> str:
    if lost is None:
        return f"{words.name('applicability', 'not_applicable')}：没有数据，不计入满分"
    if row["value"] is None:
        return f"没有应计对象，{words.name('applicability', 'full')}"
    if rule["kind"] == TARGET:
        return _against_target(score, is_comparable=is_comparable)
    counted = f"{_share(row['value'])}（{_count(row['numerator'])}/{_count(row['denominator'])}）"
    if not lost:
        return f"{counted}，达到满分条件"
    full, zero = Decimal(rule["full_at"]), Decimal(rule["zero_at"])
    side = "低于" if full > zero else "高于"
    if row["points"] == 0:
        return f"{counted}，{side}或等于零分界限 {percent(zero)}"
    return f"{counted}，{side}满分界限 {percent(full)}，按比例扣分"


def _condition(rule: Row, row: Row) -> str | None:
    """The condition of a treatment in words with the county's figures; None if it does not hold."""
    name = words.name("treatment_condition", rule["condition"])
    match rule["condition"]:
        case "grade_is":
            return f"{name}{rule['grade']}" if row["grade"] == rule["grade"] else None
        case "target_met":
            return name if row["target_met"] else None
    if row["target_met"] is not False:
        return None
    if rule["threshold"] is None:
        return name
    gap, bound = row["target_growth"] - row["growth"], Decimal(rule["threshold"])
    if gap <= bound:
        return None
    return f"低于目标增速 {rounded(gap * 100)} 个百分点，超过界限 {_plain(bound * 100)} 个百分点"


def _share(value: Decimal) -> str:
    return f"{rounded(value * 100)}%"


def _count(value: Decimal | None) -> str:
    """A number of cases; a mean has two decimals."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{rounded(value):,}"


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
