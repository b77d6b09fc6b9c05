"""The facts of a received row in SQL: typed cells, the file's period, the roster in force.

The functions that parse cells (`cell.money` …) are the same SQL functions that the dbt staging
models use.
"""

from expectations.literals import literal, literals
from ingestion.accepted_rows import in_scope
from ingestion.column import CellType, Column
from ingestion.contract import Part
from ingestion.layout import Context
from ingestion.raw_columns import LINE_PROBLEM, raw_columns

READINGS = {
    CellType.TEXT: "cell.text",
    CellType.CODE: "cell.code",
    CellType.MONEY: "cell.money",
    CellType.INTEGER: "cell.whole",
    CellType.MONTH: "cell.month",
    CellType.DATE: "cell.day",
    CellType.END_DATE: "cell.end_day",
    CellType.DAYS: "cell.days",
    CellType.SHARE: "cell.share",
    CellType.YEAR: "cell.year",
}
HOUSEHOLD_CONTEXT = """
left join gate.roster_household as roster
    on loads.roster_load_id = roster.load_id and cell.code(received.{key}) = roster.household_id
"""
PERSON_CONTEXT = """
left join gate.roster_person as listed
    on loads.roster_load_id = listed.load_id and received.{key}_token = listed.citizen_id_token
"""
ONE_IS_LISTED = """exists (
    select from gate.roster_person as listed
    where listed.load_id = loads.roster_load_id and listed.citizen_id_token in ({tokens})
)"""
MEMBER_IS_LISTED = """exists (
    select from raw.{members} as member
    inner join gate.roster_person as listed on member.citizen_id_token = listed.citizen_id_token
    where listed.load_id = loads.roster_load_id
        and member.load_id = received.load_id and member.row_number = received.row_number
)"""
ROSTER_HOUSEHOLD_OF = """(
    select listed.household_id from gate.roster_person as listed
    where listed.load_id = loads.roster_load_id
        and listed.citizen_id_token = received.{name}_token
)"""
IN_SCOPE = "is_in_scope"
ROW_CONTENT = "row_content"
HISTORY_CONTEXT = """
left join gate.history as history
    on received.load_id = history.load_id and received.row_number = history.row_number
"""


def known_facts(part: Part, gate: str) -> dict[str, str]:
    """The SQL of all facts that a check may use for a part's row at a gate, by name."""
    known = {name: f"loads.{name}" for name in ("period", "period_start", "period_end", "unit")}
    known |= _context(part, gate)[0]
    if part.is_csv:
        known[LINE_PROBLEM] = f"received.{LINE_PROBLEM}"
    for name in part.columns:
        known |= _facts(part, name)
    return known | {ROW_CONTENT: _content(part)}


def joins_of(part: Part, gate: str) -> str:
    """The joins that the facts of a part's rows need."""
    return _context(part, gate)[1]


def _context(part: Part, gate: str) -> tuple[dict[str, str], str]:
    """Facts of the roster in force and of other months, and the joins for them."""
    against = part.judged_against
    if against is None:
        return {}, ""
    if against.people:
        return {IN_SCOPE: _one_is_listed(part, against)}, ""
    if against.person:
        facts = {
            IN_SCOPE: in_scope(against.person),
            "roster_is_student": "coalesce(listed.is_student, false)",
        }
        return facts, PERSON_CONTEXT.format(key=against.person)
    facts = {
        "on_roster": "roster.household_id is not null",
        "roster_village_code": "roster.village_code",
        "roster_head_token": "roster.head_token",
        "roster_current_members": "roster.current_members",
    }
    joins = HOUSEHOLD_CONTEXT.format(key=against.household)
    if against.history and gate == "warn":
        facts |= {name: f"history.{name}" for name in ("same_value_months", "cost_so_far")}
        joins += HISTORY_CONTEXT
    return facts, joins


def _one_is_listed(part: Part, against: Context) -> str:
    """SQL condition: one of the row's people, or of its listed members, is on the roster."""
    tokens = ", ".join(f"received.{name}_token" for name in against.people)
    condition = ONE_IS_LISTED.format(tokens=tokens)
    if against.members is None:
        return condition
    among = MEMBER_IS_LISTED.format(members=against.members)
    if against.alone:
        is_alone = f"{reading(part.columns[against.alone.column], against.alone.column)}"
        among += f" and {is_alone} is distinct from {literal(against.alone.equals or '')}"
    return f"({condition} or {among})"


def _facts(part: Part, name: str) -> dict[str, str]:
    """The facts of a cell: its parsed value and whether it is blank, or its token."""
    column = part.columns[name]
    if column.is_tokenised:
        facts = {
            raw.name: f"received.{raw.name}" for raw in raw_columns(part) if raw.source == name
        }
        if column.is_citizen_id:
            kind = f"received.{name}_kind = 'citizen'"
            facts[f"{name}_citizen_token"] = f"case when {kind} then received.{name}_token end"
            facts[f"{name}_household"] = ROSTER_HOUSEHOLD_OF.format(name=name)
        return facts
    facts = {name: reading(column, name)}
    if column.type not in (CellType.TEXT, CellType.CODE) or column.values:
        is_blank = "cell.is_unknown" if column.type is CellType.DAYS else "cell.is_blank"
        facts[f"{name}_is_blank"] = f"{is_blank}(received.{name})"
    return facts


def reading(column: Column, name: str, row: str = "received") -> str:
    """The cell of a column in SQL, parsed as its type; a value of a seed is its code there.

    An allowed code, or the file's own month in exact form, needs no parsing: the result is the
    same.
    """
    cell = f"{row}.{name}"
    if column.values:
        names = ", ".join(column.named_by)
        return f"(select code from reference.{column.values} where cell.text({cell}) in ({names}))"
    reading = f"{READINGS[column.type]}({cell})"
    if column.allowed and column.type in (CellType.TEXT, CellType.CODE):
        return f"case when {cell} in ({literals(column.allowed)}) then {cell} else {reading} end"
    if column.type is CellType.MONTH and row == "received":
        return (
            f"case when {cell} = loads.period and length({cell}) = 7 then loads.period_start"
            f" else {reading} end"
        )
    return reading


def _content(part: Part) -> str:
    """All cells of a row after the cell value rules; identical text means an exact copy."""
    cells = []
    for name, column in part.columns.items():
        if column.is_tokenised:
            cells.append(f"received.{name}_token")
        elif column.type is CellType.TEXT:
            cells.append(f"cell.text(received.{name})")
        else:
            reading = f"{READINGS[column.type]}(received.{name})"
            if column.type is CellType.MONEY:
                reading = f"trim_scale({reading})"  # 0 and 0.00 are the same amount
            cells.append(f"coalesce({reading}::text, cell.text(received.{name}))")
    return f"md5(row({', '.join(cells)})::text)"
