"""Waits until the next publication may start, without keeping a worker."""

from datetime import UTC, datetime
from typing import Any

from airflow.providers.standard.triggers.temporal import DateTimeTrigger
from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowSkipException


class PublicationTurn(BaseOperator):
    """Lets a publication start when its turn has come; skipped if there is nothing to publish.

    A run that a person started does not wait.
    """

    def execute(self, context: Any) -> None:
        """Begin at once, or hand over to the triggerer until the turn comes."""
        from zengshou.jobs import steps

        turn = steps.publication_turn(on_demand=context["dag_run"].run_type == "manual")
        if turn is None:
            raise AirflowSkipException("readers see everything that was judged")
        if turn > datetime.now(UTC):
            self.defer(trigger=DateTimeTrigger(moment=turn), method_name="begin")

    def begin(self, context: Any, event: Any) -> None:
        """The turn has come."""
