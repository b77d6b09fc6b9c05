"""One database for all tests: a real PostgreSQL in a folder of its own."""

from collections.abc import Iterator

import pytest

from ingestion.settings import Settings
from tests.processed_city import city_home, new_copy, processed_city
from zengshou import postgres

__all__ = ["city_home", "database_url", "new_copy", "processed_city"]


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQLAlchemy URL (psycopg) of a fresh embedded server, removed after the last test."""
    home = tmp_path_factory.mktemp("database") / "home"
    settings = Settings(_env_file=None, home=home, database_url=None)
    yield postgres.ensure_running(settings)
    postgres.remove(settings)
