"""Fresh installations for commands that are run inside the test's own process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from ingestion.settings import get_settings
from zengshou.jobs import steps


@contextmanager
def an_installation(
    home: Path, database_url: str, *, income_year_start_month: int = 10
) -> Iterator[None]:
    """Inside, settings are those of a fresh installation; afterwards all is as before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)  # so that no .env of a developer is read
        patch.setenv("ZENGSHOU_HOME", str(home))
        patch.setenv("ZENGSHOU_DATABASE_URL", database_url)
        patch.setenv("ZENGSHOU_INCOME_YEAR_START_MONTH", str(income_year_start_month))
        _forget_settings()
        yield
    _forget_settings()


def _forget_settings() -> None:
    get_settings.cache_clear()
    steps.warehouse_url.cache_clear()


def copy_of(template_url: str, name: str) -> str:
    """URL of a new database `name`, a copy of the template's; it takes a tenth of a second."""
    template = sa.make_url(template_url)
    admin = template.set(drivername="postgresql", database="postgres")
    with psycopg.connect(
        admin.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = %s and usename = current_user",
            [template.database],
        )
        connection.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template.database or "")
            )
        )
    return template.set(database=name).render_as_string(hide_password=False)
