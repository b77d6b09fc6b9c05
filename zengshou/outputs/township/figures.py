"""The households and the income of each township in a month and in the month before."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ingestion.contract import load_contracts
from zengshou import words
from zengshou.assessment.releases.content import Rows, rows

SQL = Path(__file__).parent / "sql"
LIFTED = words.name("household", "lifted")


@dataclass(frozen=True)
class Change:
    """A count of this month and of the month before."""

    name: str
    now: int
    before: int

    @property
    def difference(self) -> int:
        """This month minus the month before."""
        return self.now - self.before


def read_townships(connection: sa.Connection, month: date) -> tuple[Rows, dict[str, Any]]:
    """The households of all townships, and the income of each township by code."""
    households = _read(connection, "households", month)
    income = {row["township_code"]: row for row in _read(connection, "income", month)}
    return households, income


def by_kind(households: Rows) -> list[Change]:
    """Households by kind: 脱贫户, and 监测对象 by kind and by whether the risk is cleared.

    A household of a monitored kind is counted there, whatever its 户类型.
    """
    now, before = (Counter(_kinds(households, when)) for when in ("now", "before"))
    monitored = words.name("household", "monitored")
    names = [words.name("household", "all"), LIFTED, monitored]
    for kind in _monitored_kinds():
        names += [kind, f"{kind}（风险未消除）", f"{kind}（风险已消除）"]
    return [Change(name, now[name], before[name]) for name in names]


def by_reason(households: Rows) -> list[Change]:
    """Households by the reason that they recorded for a change of income or spending."""
    now, before = (
        Counter(row[f"reason_{when}"] for row in households if row[f"reason_{when}"])
        for when in ("now", "before")
    )
    names = sorted(now | before, key=lambda name: (-now[name], name))
    return [Change(name, now[name], before[name]) for name in names]


def moves(households: Rows) -> Rows:
    """Households that came, left, changed their kind or risk, with what changed."""
    found = []
    for row in households:
        if row["type_before"] is None:
            what = "新纳入"
        elif row["type_now"] is None:
            what = "退出"
        elif row["kind_now"] != row["kind_before"]:
            what = f"{row['kind_before'] or LIFTED} → {row['kind_now'] or LIFTED}"
        elif bool(row["cleared_now"]) != bool(row["cleared_before"]):
            what = "风险已消除" if row["cleared_now"] else "风险重新出现"
        elif row["members_now"] != row["members_before"]:
            what = f"人口 {row['members_before']} → {row['members_now']}"
        else:
            continue
        found.append({**row, "what": what, "kind": row["kind_now"] or row["kind_before"] or LIFTED})
    return found


def _kinds(households: Rows, when: str) -> list[str]:
    """Every name under which a household counts in a month."""
    found = []
    for row in households:
        if row[f"type_{when}"] is None:
            continue
        found.append(words.name("household", "all"))
        kind = row[f"kind_{when}"]
        if kind is None:
            found.append(LIFTED)
            continue
        state = "风险已消除" if row[f"cleared_{when}"] else "风险未消除"
        found += [words.name("household", "monitored"), kind, f"{kind}（{state}）"]
    return found


def _monitored_kinds() -> list[str]:
    (part,) = load_contracts()["household_roster"].parts
    return list(part.columns["monitored_kind"].allowed or ())


def _read(connection: sa.Connection, name: str, month: date) -> Rows:
    return rows(connection, (SQL / f"{name}.sql").read_text(encoding="utf-8"), month=month)
