"""One embedded server for all tests of the stack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.settings import Settings
from zengshou.local import postgres


def settings_of(folder: Path) -> Settings:
    """Settings of a fresh installation in `folder`, whatever the developer's environment."""
    return Settings(_env_file=None, home=folder / "home", database_url=None)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """An installation in a folder that only its owner may enter."""
    folder = tmp_path_factory.mktemp("stack")
    folder.chmod(0o700)
    made = settings_of(folder)
    yield made
    postgres.remove(made)


@pytest.fixture
def fresh_settings(tmp_path: Path) -> Iterator[Settings]:
    """An installation in which nothing has run yet."""
    made = settings_of(tmp_path)
    yield made
    postgres.remove(made)
