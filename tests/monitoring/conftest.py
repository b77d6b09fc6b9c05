"""Warehouses that are filled bit by bit, as months and corrections come in."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from ingestion.contract import load_contracts
from ingestion.settings import Settings
from tests.building import run_models
from tests.dbt.installations import an_installation, copy_of
from zengshou.jobs import steps
from zengshou.warehouse import dbt
from zengshou.warehouse.dbt import CANDIDATE

WARNINGS = """
select warning_id, county_code, month, level, observed, threshold, due_date, status, overdue
from {schema}.warning order by warning_id, month
"""


@dataclass(frozen=True)
class Station:
    """The warehouse of an installation, as far as the warnings need it."""

    def take(self, landing: Path, through: str | None = None) -> None:
        """What a run does with new files: receive, check, build."""
        for feed in load_contracts():
            steps.receive_feed(feed, str(landing), through)
        self.build()

    def build(self, edition: str = dbt.NOW, known_at: datetime | None = None) -> None:
        """Judge and build everything the warnings rest on, now or as known at an instant."""
        steps.check(edition, known_at)
        run_models("--select", "+warning", edition=edition)

    def warnings(self, edition: str = dbt.NOW) -> list[tuple[Any, ...]]:
        """The whole table as built, in order of warning and month."""
        schema = CANDIDATE if edition == dbt.NOW else edition
        with steps.engine().connect() as connection:
            rows = connection.execute(sa.text(WARNINGS.format(schema=schema)))
            return [tuple(row) for row in rows]


NewStation = Callable[[], Station]


@pytest.fixture
def new_station(prepared: Settings) -> Iterator[NewStation]:
    """Fresh warehouses, one after another; each takes the place of the one before."""
    with ExitStack() as stack:

        def new() -> Station:
            stack.close()
            url = copy_of(prepared.database_url or "", f"station_{uuid4().hex[:8]}")
            stack.enter_context(an_installation(prepared.home, url))
            stack.callback(lambda: steps.engine().dispose())
            return Station()

        yield new
