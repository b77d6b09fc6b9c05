"""The command line, the local stack and the glue between Airflow, dbt and the gates."""
