"""Loaded once by the fork server, so that a run need not spend 20 seconds on imports.

Airflow reads its settings while it is imported: ZENGSHOU_HOME must be set by then. No thread
is started here.
"""

from importlib import import_module

from ingestion.settings import get_settings
from zengshou.airflow.config import configure_airflow

configure_airflow(get_settings())

for name in (
    "airflow.dag_processing.dagbag",
    "airflow.models.dagrun",
    "dbt.cli.main",
    "expectations.gate",
    "expectations.published",
    "expectations.suite",
    "expectations.validate",
    "zengshou.cli.main",
    "zengshou.jobs.steps",
):
    import_module(name)
