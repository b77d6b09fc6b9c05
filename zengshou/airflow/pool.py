"""Airflow's pool for builds: its one slot lets one build or publication run at a time."""

BUILD_POOL = "build"
