"""Apache Superset on the marts: settings, dashboards and start scripts (README.md)."""
