"""Alembic environment; it uses the connection of `ingestion.database.migrate`."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table_schema="ops", version_table="migration")
with context.begin_transaction():
    context.run_migrations()
