"""Readers see the state before a publication or the state after it, never anything between."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from expectations.published import PublicationRefused
from tests.publication.conftest import marts, put_back, take_back
from tests.roles.conftest import login_of
from zengshou.jobs import steps
from zengshou.warehouse import dbt, publication
from zengshou.warehouse.conservation import NotConserved
from zengshou.warehouse.publication.transaction import NothingToPublish

pytestmark = pytest.mark.runs

#: The same yuan from three tables; the first two are partitioned, one query uses a Chinese view.
THREE_WAYS = """
select
    (select sum(net_income) from marts.fct_household_month where is_population),
    (select sum(net_income) from marts.division_month where level = 'county'),
    (select sum("纯收入(元)") from marts_zh."区划月度汇总" where "区划级别" = '市')
"""
#: The same two figures, by two statements in one transaction.
FIRST = "select sum(net_income) from marts.fct_household_month where is_population"
SECOND = "select sum(net_income) from marts.division_month where level = 'county'"
#: Tables as an older version may have left them; the new version alters them.
SHAPE_OF_BEFORE = (
    "update ops.published_mart set shape = '', definition = ''",
    "alter table marts.warning drop column overdue cascade",
    "alter table marts.warning add column gone text not null default 'x'",
)
#: Locks that block a reader.
BLOCKING = """
select relation::regclass::text from pg_locks
inner join pg_class on pg_class.oid = relation
where mode = 'AccessExclusiveLock' and granted and pid = pg_backend_pid()
    and relnamespace::regnamespace::text ~ '^(marts|county_)'
"""


class Readers:
    """Sessions of BI that ask in a loop; what they saw and what went wrong."""

    def __init__(self, url: str) -> None:
        self.states: set[tuple[Any, ...]] = set()
        self.errors: list[str] = []
        self.asked = 0
        self._url = url
        self._end = Event()

    def ask(self) -> None:
        """Ask until told to stop."""
        with psycopg.connect(self._url, autocommit=True) as session:
            session.execute("set default_transaction_isolation = 'repeatable read'")
            while not self._end.is_set():
                try:
                    self.states.add(self._one_state(session))
                    self.asked += 1
                except psycopg.Error as error:
                    self.errors.append(str(error))

    def _one_state(self, session: psycopg.Connection) -> tuple[Any, ...]:
        row = session.execute(THREE_WAYS).fetchone() or ()
        with session.transaction():
            first, second = (session.execute(one.encode()).fetchone() for one in (FIRST, SECOND))
        assert first == second
        return tuple(row)

    @contextmanager
    def reading(self, sessions: int) -> Iterator[None]:
        """Inside, this many sessions ask."""
        threads = [Thread(target=self.ask) for _ in range(sessions)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._end.set()
            for thread in threads:
                thread.join()


def test_readers_in_a_loop_see_whole_states_only(city: sa.Engine, file: int) -> None:
    url = login_of(city, "bi_reader").set(drivername="postgresql")
    readers = Readers(url.render_as_string(hide_password=False))
    with city.connect() as connection:
        before = tuple(connection.execute(sa.text(THREE_WAYS)).one())
    with readers.reading(sessions=3):
        take_back(city, file)
        steps.transform()
        publication.publish(city)
        with city.begin() as connection:
            for statement in SHAPE_OF_BEFORE:
                connection.execute(sa.text(statement))
        put_back(city, file)
        steps.transform(full_refresh=True)
        publication.publish(city)
    assert readers.errors == []
    assert readers.asked > 20
    assert len(readers.states) == 2
    assert before in readers.states
    assert all(len(set(state)) == 1 for state in readers.states)


def test_a_publication_blocks_no_reader(
    city: sa.Engine, file: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[str] = []

    def look(connection: sa.Connection) -> None:
        held.extend(connection.execute(sa.text(BLOCKING)).scalars())

    monkeypatch.setattr("zengshou.warehouse.publication.transaction.check_published", look)
    take_back(city, file)
    steps.transform()
    before = marts(city)
    publication.publish(city)
    assert marts(city) != before
    assert held == []


@pytest.mark.parametrize(
    ("spoil", "refused"),
    [
        ("update candidate.county_score set score = 101", PublicationRefused),
        (
            "update candidate.fct_household_month set wage = wage + 1, net_income = net_income + 1",
            NotConserved,
        ),
    ],
    ids=["by the gate", "by what is compared while it is written"],
)
def test_a_build_that_is_refused_never_reaches_a_reader(
    city: sa.Engine, file: int, spoil: str, refused: type[Exception]
) -> None:
    before = marts(city)
    take_back(city, file)
    steps.transform()
    with city.begin() as connection:
        assert connection.execute(sa.text(spoil)).rowcount > 0
    for _ in range(2):
        with pytest.raises(refused):
            steps.publish()
        assert marts(city) == before
    put_back(city, file)
    steps.transform()
    steps.publish()
    assert marts(city) == before


def test_a_check_that_ends_in_the_middle_of_a_build_waits_for_the_next(
    city: sa.Engine, file: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build, what it is compared with and what is published are of one state of the ledger."""
    before, build = marts(city), dbt.build

    def build_in_two(
        engine: sa.Engine, edition: str, *, full_refresh: bool, plan: dbt.Plan
    ) -> None:
        run = ["run", "--select", "path:models/staging"]
        dbt.run_dbt(engine.url, run, edition, plan)
        take_back(engine, file)
        build(engine, edition, full_refresh=full_refresh, plan=plan)

    with monkeypatch.context() as patch:
        patch.setattr(dbt, "build", build_in_two)
        steps.transform(full_refresh=True)
    steps.publish()
    assert marts(city) == before
    steps.transform()
    steps.publish()
    assert marts(city) != before


def test_a_build_is_published_once(city: sa.Engine) -> None:
    """Its candidates are empty then: a second time they would empty the marts."""
    before = marts(city)
    with pytest.raises(NothingToPublish):
        publication.publish(city)
    assert marts(city) == before


def test_a_mart_of_a_version_that_did_not_part_it_is_made_anew(city: sa.Engine) -> None:
    before = marts(city)
    with city.begin() as connection:
        for statement in (
            "drop table marts.warning cascade",
            "create table marts.warning as select * from candidate.warning",
            'create view marts_zh."某标签" as select * from marts.warning',
            "comment on view marts_zh.\"某标签\" is 'warning'",
            "delete from ops.published_mart where mart = 'warning'",
        ):
            connection.execute(sa.text(statement))
    steps.transform(full_refresh=True)
    publication.publish(city)
    assert marts(city) == before
    with city.connect() as connection:
        parted = sa.text("select relkind = 'p' from pg_class where oid = 'marts.warning'::regclass")
        assert connection.execute(parted).scalar_one()
