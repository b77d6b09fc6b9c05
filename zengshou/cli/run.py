"""The main job: `zengshou demo` and `run` without a scheduler, `up` and `down` with one."""

from typing import TYPE_CHECKING

import typer

from zengshou.cli.options import Landing, OptionalMonth
from zengshou.cli.terminal import complain, out

if TYPE_CHECKING:
    from zengshou.airflow.in_process import RunOutcome

MESSAGE_LENGTH = 300


def demo() -> None:
    """The main job, end to end, on a made-up city; prints the county scores."""
    from zengshou.demo.demo import run_demo

    failed = run_demo(out)
    if failed is not None:
        raise typer.Exit(report_failure(failed))


def run(landing: Landing, through: OptionalMonth = None) -> None:
    """Process new files of a landing zone with the DAGs. Rejected data is not a failure.

    If there is nothing to receive, judge or publish, it starts nothing.
    """
    from ingestion.settings import get_settings
    from zengshou.airflow.pipeline import run_pipeline, what_waits
    from zengshou.jobs import steps
    from zengshou.jobs.status import left_open
    from zengshou.outputs.ledger_counts import feed_counts
    from zengshou.warehouse.made_up_data import is_made_up, refuse_to_mix

    steps.prepare()
    refuse_to_mix(steps.engine(), with_demo=is_made_up(landing, get_settings()))
    try:
        waiting = what_waits(landing, through)
    except FileNotFoundError as error:
        raise typer.BadParameter(str(error), param_hint="--landing") from None
    if not waiting.anything:
        out.print("nothing waits to be received, judged or published")
    elif failed := run_pipeline(landing, through, waiting.files, out):
        raise typer.Exit(report_failure(failed))
    out.print(*feed_counts(steps.engine()), *left_open(landing), sep="\n")


def report_failure(failed: "RunOutcome") -> int:
    """Tell which task of a DAG failed and where its log is; returns the exit code."""
    for failure in failed.failures:
        first = failure.message.strip().splitlines()[0][:MESSAGE_LENGTH]
        complain(f"zengshou: {failed.dag_id} · {failure.task_id} failed: {first}", 1)
    return complain(f"zengshou: details in {failed.log}", 1)


def up() -> None:
    """Start the local stack: PostgreSQL and Airflow with its web page."""
    from ingestion.settings import get_settings
    from zengshou.airflow.stack import up as start

    stack = start(get_settings())
    out.print(f"Airflow: {stack.address}\nuser {stack.user}, password in {stack.password_file}")


def down() -> None:
    """Stop the local stack."""
    from ingestion.settings import get_settings
    from zengshou.airflow.stack import down as stop

    stop(get_settings())
