"""The main job without a scheduler: the same DAGs, one after another, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from ingestion.settings import get_settings
from zengshou.airflow.in_process import (
    DagEvent,
    RunOutcome,
    configure_airflow,
    migrate_airflow,
    run_dags,
)
from zengshou.jobs import steps

DAGS = ("receive", "warehouse")


def run_pipeline(landing: str, through: str | None, console: Console) -> RunOutcome | None:
    """Run the DAGs on a landing zone, showing which task is at work.

    If one feed cannot be received, the files of the others are published. Returns the outcome of
    the first DAG that failed, None if all succeeded. Raises DagRunError (one line) if nothing could
    be started.
    """
    # Airflow stores and shows `conf`, but no settings: the URL may hold a password.
    configure_airflow(get_settings().model_copy(update={"landing_url": landing}))
    with _progress(console) as (bar, task):

        def show(event: DagEvent) -> None:
            bar.update(task, description=f"{event.dag_id} · {event.task_id}")

        bar.update(task, description="preparing Airflow")
        migrate_airflow()
        outcomes = run_dags(DAGS, {"through": through}, show)
    return next((outcome for outcome in outcomes if not outcome.succeeded), None)


def waits(landing: str, through: str | None) -> bool:
    """Whether files wait to be received, judged or published.

    Raises FileNotFoundError if there is no such landing zone, KeyMismatch if files wait that cannot
    be loaded with the keys that are there.
    """
    if feeds := steps.look(landing, through).feeds:
        steps.check_keys()
    return bool(
        feeds or steps.unjudged() or steps.awaits_publication() or steps.trials_wait(landing)
    )


@contextmanager
def _progress(console: Console) -> Iterator[tuple[Progress, TaskID]]:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        yield bar, bar.add_task("starting", total=None)
