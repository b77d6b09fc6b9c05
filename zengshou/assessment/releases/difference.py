"""The changes between a release and a later one: inputs, rules, indicators, scores."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from zengshou.assessment.releases.content import Content

SCORE_FIELDS = ("score", "grade", "treatment", "rank", "growth", "target_growth", "coverage")
INDICATOR_FIELDS = ("numerator", "denominator", "value", "points", "max_points", "applicable")


@dataclass(frozen=True)
class Change:
    """One change.

    `kind` is `input`, `rule`, `indicator` or `score`. `what` names the file, the seed, or the
    county with its indicator or column. None as a value means "did not exist" or blank.
    """

    kind: str
    what: str
    field: str
    before: Any
    after: Any


def differences(before: Content, after: Content) -> list[Change]:
    """All changes, in the order from cause to effect: files, rules, indicators, scores."""
    return [
        *_inputs(before, after),
        *_rules(before, after),
        *_figures("indicator", before.indicators, after.indicators, INDICATOR_FIELDS),
        *_figures("score", before.scores, after.scores, SCORE_FIELDS),
    ]


def _inputs(before: Content, after: Content) -> Iterable[Change]:
    old, new = _files(before), _files(after)
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was != now:
            feed, period, name, sha256 = key
            yield Change("input", f"{feed} {period} {name}", sha256, was, now)


def _files(content: Content) -> dict[tuple[str, str, str, str], str]:
    return {
        (row["feed"], row["period"], row["file_name"], row["sha256"]): row["status"]
        for row in content.inputs
    }


def _rules(before: Content, after: Content) -> Iterable[Change]:
    old = {(row["seed"], row["content"]) for row in before.seeds}
    new = {(row["seed"], row["content"]) for row in after.seeds}
    for seed, content in sorted(old - new):
        yield Change("rule", seed, "row", content, None)
    for seed, content in sorted(new - old):
        yield Change("rule", seed, "row", None, content)


def _figures(
    kind: str,
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    fields: tuple[str, ...],
) -> Iterable[Change]:
    old, new = _by_key(before), _by_key(after)
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key, {}), new.get(key, {})
        for field in fields:
            if was.get(field) != now.get(field):
                yield Change(kind, " ".join(key).strip(), field, was.get(field), now.get(field))


def _by_key(rows: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["county_code"], row.get("indicator", "")): row for row in rows}
