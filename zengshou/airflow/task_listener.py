"""Hears from Airflow how each task ends; imported only when Airflow is loaded."""

from collections.abc import Callable
from typing import Any

from airflow.listeners import hookimpl


class TaskListener:
    """Reports each task's state and keeps the last error of every task instance.

    `dag.test` logs a task's exception but does not hand it out; this hook receives it.
    The parameter names are Airflow's.
    """

    def __init__(self, report: Callable[[Any, str], None]) -> None:
        """`report` is called with the task instance and its state."""
        self.errors: dict[tuple[str, int], str | BaseException | None] = {}
        self._report = report

    @hookimpl
    def on_task_instance_running(self, previous_state: Any, task_instance: Any) -> None:
        """A task starts, or starts again."""
        self._report(task_instance, "running")

    @hookimpl
    def on_task_instance_success(self, previous_state: Any, task_instance: Any) -> None:
        """A task has done its work."""
        self._report(task_instance, "success")

    @hookimpl
    def on_task_instance_skipped(self, previous_state: Any, task_instance: Any) -> None:
        """A task found that there was nothing to do."""
        self._report(task_instance, "skipped")

    @hookimpl
    def on_task_instance_failed(
        self, previous_state: Any, task_instance: Any, error: str | BaseException | None
    ) -> None:
        """A try failed; whether for good, the run's task instances tell afterwards.

        Airflow takes Ctrl-C for a failed try and would go on with the next one.
        """
        if isinstance(error, KeyboardInterrupt):
            raise error
        index = -1 if task_instance.map_index is None else task_instance.map_index
        self.errors[task_instance.task_id, index] = error
        self._report(task_instance, str(task_instance.state.value))
