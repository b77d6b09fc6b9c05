"""Apache Superset on the marts: settings, dashboards and how both are started (README.md)."""
