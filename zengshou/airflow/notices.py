"""Short notices in Chinese by e-mail and chat when a run fails or files are missing or late.

Off until the settings name whom to tell. Sent by Airflow's notifiers: Smtp, and Apprise for
DingTalk, WeCom, Feishu and others. A notice names DAG, task and run, never a cell, a household
or an error's text, which may quote one. A notice that cannot be sent is logged; it fails nothing.
"""

import json
import os
from typing import TYPE_CHECKING

from ingestion.settings import Settings, get_settings

if TYPE_CHECKING:
    from airflow.sdk import BaseNotifier

MAIL, CHAT = "zengshou_mail", "zengshou_chat"
FAILED = "增收系统：{{ dag.dag_display_name }}运行失败"
FAILED_BODY = (
    "任务 {{ ti.task_id }} 失败（{{ dag.dag_id }}，运行 {{ run_id }}）。"
    "请在 Airflow 中查看该任务的日志；数据不会丢失，排除原因后重新运行即可。"
)
LATE = "增收系统：报送表缺报或迟报"
LATE_BODY = "{{ ti.xcom_pull(task_ids=ti.task_id) }}名单见本月调度表。"


def on_failure() -> "list[BaseNotifier]":
    """Whom a failed task tells, as `on_failure_callback`; nobody without settings."""
    return notifiers(get_settings(), FAILED, FAILED_BODY)


def on_late_villages() -> "list[BaseNotifier]":
    """Whom a task tells that returns what is missing or late, as its `on_success_callback`."""
    return notifiers(get_settings(), LATE, LATE_BODY)


def notifiers(settings: Settings, subject: str, body: str) -> "list[BaseNotifier]":
    """A notifier for each channel that the settings name; subject and body are templates."""
    channels = (_mail(settings, subject, body), _chat(settings, subject, body))
    return [notifier for notifier in channels if notifier is not None]


def _mail(settings: Settings, subject: str, body: str) -> "BaseNotifier | None":
    if not settings.notice_mail or not settings.notice_mail_to:
        return None
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    _connection(MAIL, settings.notice_mail.get_secret_value())
    to = _listed(settings.notice_mail_to)
    return SmtpNotifier(to=to, subject=subject, html_content=body, smtp_conn_id=MAIL)


def _chat(settings: Settings, subject: str, body: str) -> "BaseNotifier | None":
    if not settings.notice_chat:
        return None
    from airflow.providers.apprise.notifications.apprise import AppriseNotifier

    places = [{"path": path} for path in _listed(settings.notice_chat.get_secret_value())]
    _connection(CHAT, json.dumps({"conn_type": "apprise", "extra": {"config": places}}))
    return AppriseNotifier(title=subject, body=body, apprise_conn_id=CHAT)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _connection(name: str, value: str) -> None:
    """Airflow looks for a connection in the environment of the process that runs the task."""
    os.environ[f"AIRFLOW_CONN_{name.upper()}"] = value
