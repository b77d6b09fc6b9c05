"""Looks at the landing zone every few minutes; Airflow starts `receive` when something waits.

The watcher of the asset `zengshou_landing`: it runs in Airflow's triggerer, so a quiet day starts
no task at all.
"""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import structlog
from airflow.triggers.base import BaseEventTrigger, TriggerEvent

log = structlog.get_logger(__name__)

#: A look that finds the same again tells it anew after so many looks: the work may have failed.
TOLD_AGAIN = 20
UNPREPARED = "unprepared"


class NewFiles(BaseEventTrigger):
    """Fires when files wait in the landing zone or in the ledger, once for each new state."""

    def __init__(self, every_seconds: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Airflow has no type here
        self.every_seconds = every_seconds

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """How the triggerer makes this trigger again."""
        return f"{type(self).__module__}.{type(self).__name__}", {
            "every_seconds": self.every_seconds
        }

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look, tell, wait; a look that fails is logged and the next one comes all the same."""
        told, looks_since = "", 0
        while True:
            try:
                waiting = await asyncio.to_thread(what_waits)
            except Exception as error:  # noqa: BLE001 a watcher that ends would never look again
                log.warning("cannot look at the landing zone", error=str(error))
                waiting = told
            looks_since += 1
            if waiting and (waiting != told or looks_since >= TOLD_AGAIN):
                yield TriggerEvent(waiting)  # type: ignore[no-untyped-call]  # nor here
                looks_since = 0
            told = waiting
            await asyncio.sleep(self.every_seconds)


def what_waits() -> str:
    """A digest of files, decisions and rules that are not in the figures; empty if all are.

    A warehouse that is new, or of an older version, waits to be prepared: `receive` begins so.
    """
    from zengshou.jobs import steps

    if not steps.is_prepared():
        return UNPREPARED
    found = steps.look()
    files = [
        f"{one.feed}/{one.period}/{one.file_name} {one.sha256}"
        for feed in found.waiting.values()
        for one in feed
    ]
    waits = [*files, *sorted(found.touched)]
    waits += filter(None, (steps.unjudged(), steps.unpublished_rules()))
    waits += steps.trials_wait()
    return sha256("\n".join(waits).encode()).hexdigest() if waits else ""
