"""The main job without a scheduler: the same DAGs, one after another, in this process."""

from dataclasses import dataclass

from rich.console import Console

from ingestion.settings import get_settings
from zengshou.airflow.in_process import (
    DagEvent,
    RunOutcome,
    configure_airflow,
    migrate_airflow,
    run_dags,
)
from zengshou.airflow.progress import shown
from zengshou.jobs import steps
from zengshou.outputs.ledger_counts import received_since

RECEIVE = "receive"
DAGS = (RECEIVE, "warehouse")


@dataclass(frozen=True)
class Waiting:
    """What a run would do: the number of files to receive, and whether there is anything at all."""

    files: int
    anything: bool


def what_waits(landing: str, through: str | None) -> Waiting:
    """The files that wait, and whether something waits to be received, judged or published.

    Raises FileNotFoundError if there is no such landing zone, KeyMismatch if files wait that cannot
    be loaded with the keys that are there.
    """
    found = steps.look(landing, through)
    if found.feeds:
        steps.check_keys()
    anything = bool(
        found.feeds or steps.unjudged() or steps.awaits_publication() or steps.trials_wait(landing)
    )
    return Waiting(sum(map(len, found.waiting.values())), anything)


def run_pipeline(
    landing: str, through: str | None, files: int, console: Console
) -> RunOutcome | None:
    """Run the DAGs on a landing zone, showing which task is at work and how far the receipt is.

    `files` wait. If one feed cannot be received, the files of the others are published. Returns the
    outcome of the first DAG that failed, None if all succeeded. Raises DagRunError (one line) if
    nothing could be started.
    """
    # Airflow stores and shows `conf`, but no settings: the URL may hold a password.
    configure_airflow(get_settings().model_copy(update={"landing_url": landing}))
    at_work = _AtWork(files)
    with shown(console, at_work.said):
        migrate_airflow()
        outcomes = run_dags(DAGS, {"through": through}, at_work.hear)
    return next((outcome for outcome in outcomes if not outcome.succeeded), None)


class _AtWork:
    """The task at work and the files received since the beginning."""

    def __init__(self, files: int) -> None:
        self._files = files
        self._task = "准备 preparing"
        self._received = received_since(steps.engine())

    def hear(self, event: DagEvent) -> None:
        self._task = f"{event.dag_id} · {event.task_id}"

    def said(self) -> str:
        if not self._files or not self._task.startswith(RECEIVE):
            return self._task
        received = min(self._received(), self._files)
        return f"{self._task}　已接收 received {received:,} / {self._files:,} 文件 files"
