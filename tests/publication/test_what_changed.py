"""Why a county's figure moved: what a publication changed, and by which files."""

import sys
from io import StringIO

import pytest
import sqlalchemy as sa

from tests.publication.conftest import put_back, take_back
from zengshou.cli import main, terminal
from zengshou.jobs import steps
from zengshou.warehouse import publication

pytestmark = pytest.mark.runs

CHANGES = """
select county_code, month::text, came, went, changed from ops.publication_change
where publication_id = :number and mart = :mart order by 1, 2
"""
FILES = """
select load_id, status_before, status_after from ops.publication_load
where publication_id = :number
"""
ROWS = """
select count(*) from marts.fct_household_month
where month = '2023-03-01' and village_code = (select unit from ops.receipt where load_id = :file)
"""


def test_a_file_taken_back_is_told_with_the_rows_that_went(city: sa.Engine, file: int) -> None:
    gone = rows(city, file)
    take_back(city, file)
    number = published(city)
    assert files(city, number) == [(file, "accepted", "reverted")]
    assert changes(city, number, "fct_household_month") == [("230521", "2023-03-01", 0, gone, 0)]
    [*others, status] = changes(city, number, "submission_status")
    assert others == []
    assert status == ("230521", "2023-03-01", 0, 0, 1)
    put_back(city, file)
    number = published(city)
    assert files(city, number) == [(file, "reverted", "accepted")]
    assert changes(city, number, "fct_household_month") == [("230521", "2023-03-01", gone, 0, 0)]


def test_a_build_of_all_months_that_changes_nothing_writes_nothing(city: sa.Engine) -> None:
    steps.transform(full_refresh=True)
    number = publication.publish(city)
    with city.connect() as connection:
        count = sa.text("select count(*) from ops.publication_change where publication_id = :n")
        assert connection.execute(count, {"n": number}).scalar_one() == 0
    assert files(city, number) == []


def test_the_command_tells_a_county_what_of_its_rows_changed(
    city: sa.Engine, file: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_back(city, file)
    number = str(published(city))
    assert number in told(monkeypatch, 0)
    of_the_county = told(monkeypatch, 0, "show", number, "--county", "230521")
    assert "reverted" in of_the_county
    assert "fct_household_month" in of_the_county
    assert "there is no publication 99" in told(monkeypatch, 2, "show", "99")


def told(patch: pytest.MonkeyPatch, code: int, *arguments: str) -> str:
    """What `zengshou publications` says, on whichever stream."""
    said = StringIO()
    for stream in (terminal.out, terminal.err):
        patch.setattr(stream, "file", said)
        patch.setattr(stream, "width", 200)
    patch.setattr(sys, "argv", ["zengshou", "publications", *arguments])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert (ended.value.code or 0) == code
    return said.getvalue()


def published(engine: sa.Engine) -> int:
    steps.transform()
    return publication.publish(engine)


def changes(engine: sa.Engine, number: int, mart: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        found = connection.execute(sa.text(CHANGES), {"number": number, "mart": mart})
        return [tuple(row) for row in found]


def files(engine: sa.Engine, number: int) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(FILES), {"number": number})]


def rows(engine: sa.Engine, file: int) -> int:
    with engine.connect() as connection:
        found: int = connection.execute(sa.text(ROWS), {"file": file}).scalar_one()
    assert found
    return found
