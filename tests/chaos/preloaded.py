"""Loaded once by the fork server, so that a run need not spend 20 seconds on imports.

Airflow reads its settings while it is imported: ZENGSHOU_HOME must be set by then. No
connection is opened and no thread is started here.
"""

import dbt.cli.main
import great_expectations  # noqa: F401

import expectations.gate
import expectations.published
import expectations.suite
import expectations.validate  # noqa: F401
import zengshou.cli
from ingestion.settings import get_settings
from zengshou import postgres
from zengshou.airflow_config import configure_airflow

configure_airflow(get_settings(), postgres.ensure_running(get_settings()))

import airflow.dag_processing.dagbag  # noqa: E402
import airflow.models.dagrun  # noqa: E402, F401
