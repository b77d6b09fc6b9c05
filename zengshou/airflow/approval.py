"""A person's approval in Airflow, where a rejection must say why."""

from typing import TYPE_CHECKING, Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Param
from airflow.sdk.exceptions import AirflowException

if TYPE_CHECKING:
    from airflow.sdk import Context

REASON = "reason"


def reason_param() -> Param:
    """The form's field for the reason, to be given to the operator as its parameter `reason`."""
    return Param(
        "",
        type="string",
        title="原因 reason",
        description="退回必填，第二版起批准也必填 needed to reject, and from release 2",
        source="task",
    )


class RejectedWithoutReason(AirflowException):
    """The request is made again by the task's next try."""


class ReasonedApproval(ApprovalOperator):
    """Approve or reject; a rejection without a reason is asked again. Needs `reason_param`."""

    def execute_complete(self, context: "Context", event: dict[str, Any]) -> Any:
        """Take the answer. Raises RejectedWithoutReason; a rejection skips what follows."""
        given = (event.get("params_input") or {}).get(REASON)
        if self.REJECT in event.get("chosen_options", []) and not str(given or "").strip():
            raise RejectedWithoutReason("退回须说明原因 a rejection needs a reason: asked again")
        return super().execute_complete(context, event)
