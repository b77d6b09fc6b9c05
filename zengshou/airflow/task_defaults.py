"""What all tasks share: who looks after them, how long they may take, what happens on failure.

A lost connection is worth another try; bad data or a fault of ours is not.
"""

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from ingestion.contract import load_contracts
from zengshou.airflow import notices
from zengshou.airflow.failure_record import record_failure

TIMEZONE = "Asia/Shanghai"
RETRIES = 2
RETRY_DELAY = timedelta(minutes=1)
TASK_TIMEOUT = timedelta(hours=2)
RUN_TIMEOUT = timedelta(hours=6)
#: By name: loading the libraries would slow down every reading of the DAG files.
TRANSIENT = [
    "sqlalchemy.exc.OperationalError",
    "sqlalchemy.exc.InterfaceError",
    "psycopg.OperationalError",
    "builtins.ConnectionError",
    "builtins.TimeoutError",
]
RETRY_POLICY = ExceptionRetryPolicy(
    rules=[RetryRule([*TRANSIENT], RetryAction.RETRY, reason="may pass by itself")],
    default=RetryAction.FAIL,
)


def default_args(feed: str = "household_roster") -> dict[str, Any]:
    """The `default_args` of every DAG; the owner is whoever sends the feed and mends its files.

    What is of no feed belongs to the bureau that runs the system, the sender of the roster.
    """
    return {
        "owner": load_contracts()[feed].owner.sender,
        "retries": RETRIES,
        "retry_delay": RETRY_DELAY,
        "retry_policy": RETRY_POLICY,
        "execution_timeout": TASK_TIMEOUT,
        "on_failure_callback": [record_failure, *notices.on_failure()],
    }
