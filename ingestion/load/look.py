"""Lists what waits in the landing zone, without receiving it.

It lists files and compares them with the ledger; it reads only bytes that the ledger does not have.
Source: feeds.md, "Landing zone".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from ingestion.contract import Contract
from ingestion.database import driver_transaction
from ingestion.load.landing import LandedFile, PassedOver, scan, unknown_folders
from ingestion.load.receipts import Receipts, look_of
from ingestion.privacy.stored_names import StoredNames
from ingestion.settings import Settings, get_settings


@dataclass
class Look:
    """The files in a landing zone that are not in the ledger.

    `waiting`: files that the next receive loads, by feed; feeds without such files are left out.
    `touched`: feeds with known files whose modification time changed; a receive records the new
    time. `passed_over`: entries that no receive loads.
    """

    waiting: dict[str, list[LandedFile]] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    passed_over: list[PassedOver] = field(default_factory=list)

    @property
    def feeds(self) -> list[str]:
        """Feeds for which a receive has work to do, ordered by name."""
        return sorted({*self.waiting, *self.touched})


def look(
    engine: sa.Engine,
    contracts: Mapping[str, Contract],
    landing_url: str,
    through: str | None = None,
    settings: Settings | None = None,
) -> Look:
    """The files that wait in the landing zone, up to the month `through` (YYYY-MM).

    `settings` are by default those of this process.

    Raises FileNotFoundError if there is no such landing zone, KeyMismatch if a name has to be
    masked and the token key is not that of the warehouse.
    """
    settings = settings or get_settings()
    with driver_transaction(engine) as connection:
        names = StoredNames.of_warehouse(connection, settings)
    found = Look(passed_over=unknown_folders(landing_url, contracts))
    for feed, contract in contracts.items():
        with driver_transaction(engine) as connection:
            receipts = Receipts.of(connection, feed, names)
            moment = look_of(connection, settings.income_year_start_month)
        files = scan(
            landing_url,
            [contract],
            through,
            seen=receipts.seen,
            report=found.passed_over.append,
            names=names,
            look=moment,
        )
        if waiting := [file for file in files if receipts.is_new(file)]:
            found.waiting[feed] = waiting
        if any(receipts.is_touched(file) for file in files):
            found.touched.add(feed)
    return found
