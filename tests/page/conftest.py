"""The pages of the built city, made once for all tests that look at them."""

from pathlib import Path

import pytest

from ingestion.settings import Settings
from tests.conftest import BuiltCity
from zengshou.outputs.page import publish_page


@pytest.fixture(scope="session")
def page(built_city: BuiltCity, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The main page; the others lie beside and below it."""
    folder = tmp_path_factory.mktemp("page")
    delivered = folder / "outbox" / "230521" / "2023-09" / "月度调度.xlsx"
    earlier = folder / "outbox" / "230521" / "2023-08" / "月度调度.xlsx"
    for file in (delivered, earlier):
        file.parent.mkdir(parents=True)
        file.write_bytes(b"")
    settings = Settings(_env_file=None, home=built_city.home, database_url=built_city.url)
    return publish_page(
        built_city.engine, settings, folder / "index.html", outbox=folder / "outbox"
    )
