"""What a village is asked about in 跟踪反馈: open warnings and worklist items of its households."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from ingestion.render.template import Row
from zengshou.outputs.dispatch import words
from zengshou.outputs.forms.village import Household

#: The last month that was published by then says what is open.
OPEN = """
with last as (
    select max(month) as month from marts.warning where month <= :month
)
select
    warning.household_id, warning.rule, rule.name_zh as rule_name, rule.observed_unit,
    warning.level, warning.observed, warning.threshold, null::numeric as amount,
    warning.due_date, warning.opened_month
from marts.warning as warning
inner join last on warning.month = last.month
inner join reference.warning_rules as rule on warning.rule = rule.code
where warning.status in ('open', 'verified') and warning.household_id = any(:households)
union all
select
    item.household_id, item.list, list.name_zh, null, null, null, null, sum(item.amount),
    min(item.due_date), min(item.opened_month)
from marts.worklist as item
inner join last on item.month = last.month
inner join reference.worklists as list on item.list = list.code
where item.status in ('open', 'verified') and item.household_id = any(:households)
group by item.household_id, item.list, list.name_zh
order by household_id, due_date, rule
"""


def follow_up(
    connection: sa.Connection, homes: Sequence[Household], month: date, clear: Mapping[str, str]
) -> list[Row]:
    """The rows of 跟踪反馈 for these households; none before the first publication."""
    is_built = connection.execute(sa.text("select to_regclass('marts.worklist')")).scalar()
    if not is_built:
        return []
    names = {home.household_id: clear.get(home.name_token or "", "") for home in homes}
    values = {"month": month, "households": list(names)}
    found = connection.execute(sa.text(OPEN), values).mappings()
    return [_row(dict(row), names[row["household_id"]]) for row in found]


def _row(row: dict[str, Any], head: str) -> Row:
    level = row["level"]
    return {
        "household_id": row["household_id"],
        "warning_rule": row["rule_name"],
        "head": head,
        "level": words.LEVELS[level] if level else "",
        "seen": words.observed(row) if level else _seen(row),
        "due": f"{row['due_date']:%Y-%m-%d}",
    }


def _seen(row: dict[str, Any]) -> str:
    since = f"{row['opened_month']:%Y-%m}起在清单上"
    return since if row["amount"] is None else f"{since}，金额 {words.yuan(row['amount'])}"
