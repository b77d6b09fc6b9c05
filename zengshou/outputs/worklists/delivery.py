"""Writes the owners' workbooks of a month to the outbox; ops.audit records who got whose items."""

from datetime import date

import sqlalchemy as sa

from ingestion.contract import load_contracts
from ingestion.database import driver_transaction
from ingestion.privacy.audit import record
from zengshou.outputs.dispatch import words
from zengshou.outputs.outbox import deliver
from zengshou.outputs.worklists.items import Worklists, read_worklists
from zengshou.outputs.worklists.recipient import recipient, safe_name
from zengshou.outputs.worklists.workbook import owners_workbook
from zengshou.warehouse.snapshot import one_state

#: The feed by which the workbooks come back.
ANSWERS = "worklist_answer"


def write_worklists(engine: sa.Engine, month: date, outbox: str, person: str) -> list[str]:
    """Write the workbook of every owner with open items; returns their locations."""
    contract = load_contracts()[ANSWERS]
    with one_state(engine) as connection:
        found = read_worklists(connection, month)
    written = []
    for lists in found:
        owner = lists.owner
        folder = recipient(owner.name, owner.division_code, owner.level)
        name = f"{owner.title}{words.year_month(month)}工作清单.xlsx"
        made = owners_workbook(contract, month, lists)
        written.append(deliver(outbox, folder, f"{month:%Y-%m}", safe_name(name), made))
    _record(engine, month, found, person)
    return written


def _record(engine: sa.Engine, month: date, found: list[Worklists], person: str) -> None:
    with driver_transaction(engine) as connection:
        for lists in found:
            owner = lists.owner
            subject = (
                f"worklists {owner.name} {owner.division_code} {month:%Y-%m}: "
                f"{len(lists.items)} items"
            )
            record(connection, "worklists", subject, person=person, reason="zengshou dispatch")
