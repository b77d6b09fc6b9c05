"""Airflow: its settings, runs inside this process, what a failed task does, the local stack."""
