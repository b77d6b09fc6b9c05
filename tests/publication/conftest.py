"""A processed city in which files are taken back and put back: there is something to publish."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.load.reversal import restore, revert
from tests.processed_city import NewCopy, forget_settings, settle
from zengshou.jobs import steps

BY = {"person": "管理员", "reason": "试验"}
SUBMISSION = """
select load_id from ops.load
inner join ops.receipt using (load_id)
where load.feed = 'village_submission' and load.status = 'accepted' and load.period = '2023-03'
    and receipt.unit like '230521%' order by 1 limit 1
"""


@pytest.fixture
def city(new_copy: NewCopy, city_home: Path) -> Iterator[sa.Engine]:
    """The processed city, which the process works on."""
    engine = new_copy()
    with pytest.MonkeyPatch.context() as patch:
        settle(patch, city_home, engine.url.render_as_string(hide_password=False))
        yield engine
        engine.dispose()
    forget_settings()


@pytest.fixture
def file(city: sa.Engine) -> int:
    """A village's report of March 2023, of the county 230521."""
    with city.connect() as connection:
        found: int = connection.execute(sa.text(SUBMISSION)).scalar_one()
    return found


def take_back(engine: sa.Engine, file: int) -> None:
    """The file counts no more, as far as the ledger is concerned."""
    revert(engine, file, **BY)
    steps.check()


def put_back(engine: sa.Engine, file: int) -> None:
    """The file counts again."""
    restore(engine, file, **BY)
    steps.check()


DIGEST = "select md5(string_agg(row::text, ',' order by row::text)) from marts.{} as row"


def marts(engine: sa.Engine) -> dict[str, str]:
    """Digest of each published mart's rows."""
    with engine.connect() as connection:
        names = connection.execute(sa.text("select mart from ops.published_mart")).scalars().all()
        return {
            name: connection.execute(sa.text(DIGEST.format(name))).scalar_one() for name in names
        }
