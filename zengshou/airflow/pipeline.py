"""The main job without a scheduler: the same DAGs, one after another, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from ingestion.contract import load_contracts
from ingestion.settings import get_settings
from zengshou.airflow.in_process import (
    DagEvent,
    RunOutcome,
    configure_airflow,
    migrate_airflow,
    run_dags,
)
from zengshou.jobs import steps

#: The roster first: the other feeds are judged against it, so this order judges least twice.
FIRST = "household_roster"
TASKS_PER_FEED = 2
TASKS_OF_WAREHOUSE = 4


def feeds() -> list[str]:
    """All feeds in the order in which they are received."""
    return sorted(load_contracts(), key=lambda feed: (feed != FIRST, feed))


def dag_ids() -> list[str]:
    """The feeds' DAGs, roster first, then the warehouse."""
    return [*(f"receive_{feed}" for feed in feeds()), "warehouse"]


def run_pipeline(landing: str, through: str | None, console: Console) -> RunOutcome | None:
    """Run all DAGs on a landing zone, showing which task is at work.

    Returns the outcome of the DAG that failed, None if all succeeded. Raises PostgresError
    or DagRunError (one line each) where nothing could be started.
    """
    configure_airflow(get_settings(), steps.warehouse_url())
    ids = dag_ids()
    total = TASKS_PER_FEED * (len(ids) - 1) + TASKS_OF_WAREHOUSE
    with _progress(console, total) as (bar, task):

        def show(event: DagEvent) -> None:
            ended = event.state in ("success", "failed", "skipped")
            bar.update(task, description=f"{event.dag_id} · {event.task_id}", advance=int(ended))

        bar.update(task, description="preparing Airflow")
        migrate_airflow()
        conf = {"landing": landing, "through": through}
        outcomes = run_dags(ids, conf=conf, progress=show)
    return next((outcome for outcome in outcomes if not outcome.succeeded), None)


@contextmanager
def _progress(console: Console, total: int) -> Iterator[tuple[Progress, TaskID]]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield bar, bar.add_task("starting", total=total)
