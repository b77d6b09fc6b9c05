"""What a DAG does when a task fails: who is told, and which failures are worth another try.

A lost connection is; bad data, a fault of ours is not.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import psycopg
import sqlalchemy as sa
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from zengshou.airflow import notices

RETRIES = 2
RETRY_DELAY = timedelta(minutes=1)
TRANSIENT = (
    sa.exc.OperationalError,
    sa.exc.InterfaceError,
    psycopg.OperationalError,
    ConnectionError,
    TimeoutError,
)

P = ParamSpec("P")
R = TypeVar("R")


def default_args() -> dict[str, Any]:
    """The `default_args` of every DAG: two more tries a minute apart, then a notice."""
    return {
        "retries": RETRIES,
        "retry_delay": RETRY_DELAY,
        "on_failure_callback": notices.on_failure(),
    }


def failing_at_once_on_bad_data(step: Callable[P, R]) -> Callable[P, R]:
    """Let Airflow retry a step only after a transient failure; any other fails it at once.

    A step that is skipped is no failure.
    """

    @wraps(step)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return step(*args, **kwargs)
        except (*TRANSIENT, AirflowFailException, AirflowSkipException):
            raise
        except Exception as error:
            raise AirflowFailException(f"{type(error).__name__}: {error}") from error

    return guarded
