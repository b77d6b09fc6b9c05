"""The steps of the main job, as the DAGs run them: prepare, receive, check, transform, publish,
answer and dispatch.

Each step can be run again at any time: it does only what is not done yet.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ingestion.contract import load_contracts
from ingestion.database import (
    driver_transaction,
    engine_for,
    engine_of_role,
    is_migrated,
    make_county_readers,
    migrate,
)
from ingestion.load.look import Look
from ingestion.load.look import look as look_at_landing
from ingestion.load.receive import Received, receive
from ingestion.privacy import keys
from ingestion.privacy.deleted_people import DeletedPeople
from ingestion.privacy.vault import Vault
from ingestion.settings import get_settings
from zengshou.local.postgres import ensure_running
from zengshou.warehouse import (
    backup,
    build_plan,
    build_record,
    dbt,
    dbt_by_hand,
    leftovers,
    publication,
)
from zengshou.warehouse.conservation import check_conservation, check_published
from zengshou.warehouse.dbt import CANDIDATE, NOW
from zengshou.warehouse.made_up_data import holds_made_up_city, made_up_landing
from zengshou.warehouse.publication.definition import marts_of
from zengshou.warehouse.snapshot import one_state

if TYPE_CHECKING:
    from zengshou.outputs.feedback.delivery import Written

LOADER = "loader"
TIMEZONE = ZoneInfo("Asia/Shanghai")


@lru_cache
def warehouse_url() -> str:
    """SQLAlchemy URL of the warehouse in use; starts the embedded server unless a URL is set."""
    return ensure_running(get_settings())


def engine() -> sa.Engine:
    """The engine of the warehouse in use."""
    return engine_for(warehouse_url())


def prepare() -> None:
    """Update schemas, raw tables, roles, reference data and the environment of manual dbt runs."""
    migrate(engine(), load_contracts())
    dbt.seed_if_changed(engine())
    make_county_readers(engine())
    with engine().begin() as connection:
        for edition in (NOW, dbt_by_hand.EDITION):
            dbt.make_schemas(connection, edition)
    dbt_by_hand.write_environment_of_checkout(engine().url, get_settings())


def check_keys() -> None:
    """Check that files can be loaded with the keys that are there. Raises KeyMismatch."""
    with driver_transaction(engine()) as connection:
        Vault.open(connection, get_settings())
        DeletedPeople.open(connection, get_settings())


def _register_keys() -> None:
    """Check the keys on a warehouse without their digests, as the loader cannot decrypt a value.

    Raises KeyMismatch.
    """
    with driver_transaction(engine()) as connection:
        if not keys.are_registered(connection):
            Vault.open(connection, get_settings())


def is_prepared() -> bool:
    """Whether `prepare` made the tables that this version needs."""
    return is_migrated(engine())


def receive_feed(feed: str, landing_url: str | None = None, through: str | None = None) -> Received:
    """Load the feed's new files into `raw`, whatever period they are of.

    Raises ValueError if no landing zone is given nor set.
    """
    url = landing_zone(landing_url)
    _register_keys()
    loader = engine_of_role(warehouse_url(), LOADER)
    return receive(loader, load_contracts()[feed], url, get_settings(), through=through)


def look(landing_url: str | None = None, through: str | None = None) -> Look:
    """List what waits in the landing zone, without receiving it.

    Raises ValueError if no landing zone is given nor set, FileNotFoundError if it is not there.
    """
    return look_at_landing(engine(), load_contracts(), landing_zone(landing_url), through)


def unjudged() -> str | None:
    """A name of the state that waits to be judged; None if everything in the ledger is judged."""
    from expectations.gate import unjudged

    return unjudged(engine(), load_contracts(), get_settings().income_year_start_month)


def unpublished_rules() -> str | None:
    """The digest of seeds, models and settings, if readers see figures of other ones."""
    published = build_record.recorded(engine(), NOW, "rules")
    present = build_record.rules()
    return present if published not in (None, present) else None


def awaits_publication() -> bool:
    """Whether the published marts lack judged files or the present rules."""
    return build_record.recorded(engine(), NOW, "published") != build_record.digest(engine(), NOW)


def publication_turn(*, on_demand: bool) -> datetime | None:
    """When the next publication may start (aware); None if there is nothing to publish.

    On demand at once, else `publish_every_minutes` after the last one started.
    """
    if not awaits_publication():
        return None
    now = datetime.now(TIMEZONE)
    last = build_record.last_publication_began(engine())
    if on_demand or last is None:
        return now
    return max(now, last + timedelta(minutes=get_settings().publish_every_minutes))


def check(edition: str = NOW, known_at: datetime | None = None) -> int:
    """Judge all files not yet judged in their present context; returns how many judgements."""
    from expectations.gate import judge

    start = get_settings().income_year_start_month
    return judge(engine(), load_contracts(), start, edition=edition, known_at=known_at)


def transform(edition: str = NOW, *, full_refresh: bool = False) -> None:
    """Build what changed in staging, intermediate and marts of an edition since the last build.

    It rebuilds everything with `full_refresh`, for editions other than `marts`, after an
    interrupted or refused build, and if models, seeds or settings differ from those of the last
    publication. Readers see the result after `publish`.
    """
    with dbt.alone(engine(), dbt.build_of(edition)):
        if not full_refresh and build_record.recorded(
            engine(), edition, "built"
        ) == build_record.digest(engine(), edition):
            return
        is_known = build_record.recorded(engine(), edition, "rules") == build_record.rules()
        whole = full_refresh or edition != NOW or not is_known
        plan = build_plan.begin(engine(), edition, whole=whole)
        dbt.build(engine(), edition, full_refresh=whole, plan=plan)
        if whole and edition == NOW:
            leftovers.drop(engine())
        marts = [one.model_dump(mode="json") for one in marts_of(dbt.manifest(edition))]
        build_record.record_built(
            engine(), edition, token=plan.token, built=plan.snapshot, marts=marts
        )


def publish(edition: str = NOW) -> None:
    """Check the last build with the second gate and conservation, then publish it at once.

    Every call compares the published marts again. Editions other than `marts` are read where they
    are built, so they are only checked. Raises NotConserved, PublicationRefused.
    """
    with dbt.alone(engine(), dbt.build_of(edition)):
        built = build_record.recorded(engine(), edition, "built")
        if built is None:
            return  # interrupted, or raw was changed since: the next run builds
        is_new = build_record.recorded(engine(), edition, "published") != built
        is_whole = is_new and build_record.was_whole(engine(), edition)
        check_conservation(engine(), edition, is_whole_build=is_whole)
        if is_new:
            from expectations.published import check_marts

            check_marts(engine(), edition, schema=CANDIDATE if edition == NOW else edition)
        if edition != NOW:
            with engine().begin() as connection:
                build_record.record_published(connection, edition)
        elif is_new:
            publication.publish(engine())
        else:
            with engine().connect() as connection:
                check_published(connection)


def feedback(landing_url: str | None = None, period: str | None = None) -> "Written":
    """Write the answer to each received file, and file of 试填, into the outbox.

    Raises ValueError if no landing zone is given nor set, or nothing can lie beside it.
    """
    from zengshou.jobs.trial_folder import answer_trials
    from zengshou.outputs.feedback.delivery import write_feedback

    landing = landing_zone(landing_url)
    answer_trials(engine(), get_settings(), landing)
    return write_feedback(engine(), load_contracts(), landing, period)


def trials_wait(landing_url: str | None = None) -> list[str]:
    """The answers that the files of the folder 试填 wait for."""
    from zengshou.jobs.trial_folder import waiting_trials

    waiting = waiting_trials(engine(), get_settings(), landing_zone(landing_url))
    return [one.answer_name for one in waiting]


def landing_zone(given: str | None = None) -> str:
    """The landing zone given, else the one set, else that of the made-up city in its warehouse.

    ValueError if there is none.
    """
    settings = get_settings()
    if url := given or settings.landing_url:
        return url
    if holds_made_up_city(engine()):
        return str(made_up_landing(settings))
    raise ValueError("no landing zone: set ZENGSHOU_LANDING_URL or give --landing")


def outbox(given: str | None = None) -> str:
    """The outbox given, else the one beside the landing zone. Raises ValueError without both."""
    from zengshou.outputs.outbox import outbox_of

    if given:
        return given
    try:
        landing = landing_zone()
    except ValueError:
        raise ValueError("no outbox: set ZENGSHOU_LANDING_URL or give --out") from None
    return outbox_of(landing)


def back_up() -> Path:
    """Write a backup into the folder of the settings and remove the oldest beyond those kept."""
    settings = get_settings()
    folder = settings.backup_folder or settings.home / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = backup.back_up(engine(), folder)
    backup.keep_newest(folder, settings.backups_kept)
    return file


def dispatch(month: str | None = None, to: str | None = None, person: str = "airflow") -> list[str]:
    """Write the workbooks of a month (YYYY-MM, by default last month); returns their paths.

    `ops.audit` records `person` for the worklists, which show households to their owners.

    Raises dispatch.figures.NothingToReport, and ValueError without an outbox.
    """
    from zengshou.outputs.dispatch import read_figures, write_dispatch
    from zengshou.outputs.township import write_township_workbooks
    from zengshou.outputs.worklists import write_worklists

    place = outbox(to)
    with one_state(engine()) as connection:
        figures = read_figures(connection, _month(month))
        townships = write_township_workbooks(connection, figures, place)
    worklists = write_worklists(engine(), figures.month, place, person)
    return [*worklists, *townships, *write_dispatch(figures, place)]


def report(month: str | None = None, to: str | None = None) -> list[str]:
    """Write the counties' reports of the quarter that the month ends; none if it ends none."""
    from zengshou.outputs.dispatch import read_figures
    from zengshou.outputs.quarterly_report import write_reports
    from zengshou.outputs.quarterly_report.quarter import Quarter

    last = _month(month)
    quarter = Quarter.ending_in(last)
    if quarter is None:
        return []
    with one_state(engine()) as connection:
        return write_reports(connection, read_figures(connection, last), quarter, outbox(to))


def not_received(month: str | None = None) -> str | None:
    """Files of a month that are missing, held or late, as counts; None if all came on time."""
    from zengshou.outputs import dispatch

    with one_state(engine()) as connection:
        return dispatch.not_received(dispatch.read_figures(connection, _month(month)))


def last_month_with_figures() -> str | None:
    """The last month of the marts as YYYY-MM; None if there is none."""
    query = "select to_char(max(month), 'YYYY-MM') from marts.division_month"
    with engine().connect() as connection:
        found: str | None = connection.execute(sa.text(query)).scalar()
    return found


def _month(written: str | None) -> date:
    """First day of the month written as YYYY-MM, else of last month."""
    if written:
        return date.fromisoformat(f"{written}-01")
    return month_before(datetime.now(TIMEZONE).date())


def month_before(day: date) -> date:
    """First day of the month before that of a day."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
