"""The steps of the main job, as the DAGs run them: prepare, receive, check, transform, publish.

Each step can be run again at any time: what is done already is left alone.
"""

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ingestion.contract import load_contracts
from ingestion.database import engine_for, migrate
from ingestion.load import Received, receive
from ingestion.settings import get_settings
from zengshou import builds, warehouse
from zengshou.postgres import ensure_running

if TYPE_CHECKING:
    from zengshou.feedback.write import Written

NOW = "marts"


@lru_cache
def warehouse_url() -> str:
    """SQLAlchemy URL of the warehouse in use; starts the embedded server where there is none."""
    return ensure_running(get_settings())


def engine() -> sa.Engine:
    """The engine of the warehouse in use."""
    return engine_for(warehouse_url())


def prepare() -> None:
    """Bring schemas, raw tables and reference data up to date."""
    migrate(engine(), load_contracts())
    warehouse.seed_if_changed(engine())


def receive_feed(feed: str, landing_url: str | None = None, through: str | None = None) -> Received:
    """Load the feed's new files into `raw`, whatever period they are of.

    Raises ValueError if no landing zone is given nor set.
    """
    url = landing_zone(landing_url)
    return receive(engine(), load_contracts()[feed], url, get_settings(), through=through)


def check(edition: str = NOW, known_at: datetime | None = None) -> int:
    """Judge all files not yet judged in their present context; returns how many judgements."""
    from expectations.gate import judge

    start = get_settings().income_year_start_month
    return judge(engine(), load_contracts(), start, edition=edition, known_at=known_at)


def transform(edition: str = NOW, *, full_refresh: bool = False) -> None:
    """Build staging, intermediate and marts of an edition, unless nothing changed since."""
    digest = builds.digest(engine(), edition)
    if full_refresh or builds.recorded(engine(), edition, "built") != digest:
        builds.forget(engine(), edition)
        warehouse.build(engine(), edition, full_refresh=full_refresh)
        builds.record(engine(), edition, "built", digest)


def check_published(edition: str = NOW) -> None:
    """The second gate: what is published must hold together. Done once per build."""
    digest = builds.recorded(engine(), edition, "built")
    if builds.recorded(engine(), edition, "published") != digest:
        from expectations.published import check_marts

        check_marts(engine(), edition)
        builds.record(engine(), edition, "published", digest)


def feedback(landing_url: str | None = None, period: str | None = None) -> "Written":
    """Write what senders get back for each file into the outbox beside the landing zone.

    Raises ValueError if no landing zone is given nor set, or nothing can lie beside it.
    """
    from zengshou.feedback.write import write_feedback

    return write_feedback(engine(), load_contracts(), landing_zone(landing_url), period)


def landing_zone(given: str | None) -> str:
    """The landing zone given, else the one set; ValueError if there is neither."""
    if url := given or get_settings().landing_url:
        return url
    raise ValueError("no landing zone: set ZENGSHOU_LANDING_URL or give --landing")
