"""Eight sessions of BI read all marts in a loop while two builds with other data are published."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
import sqlalchemy as sa

from tests.publication.conftest import DIGEST, SUBMISSION, marts, put_back, take_back
from tests.roles.conftest import login_of
from zengshou.jobs import steps
from zengshou.warehouse import publication

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1800)]
SESSIONS = 8
Digests = dict[str, str]


class Readers:
    """Sessions that read every mart: all in one transaction, then each for itself."""

    def __init__(self, url: str, names: list[str]) -> None:
        self.wholes: Counter[frozenset[tuple[str, str]]] = Counter()
        self.singles: Counter[tuple[str, str]] = Counter()
        self.problems: list[str] = []
        self.rounds: Counter[int] = Counter()
        self._url, self._names = url, names
        self._end = threading.Event()
        self._lock = threading.Lock()

    def _read(self, number: int) -> None:
        try:
            with psycopg.connect(self._url, autocommit=True) as session:
                session.execute("set default_transaction_isolation = 'repeatable read'")
                while not self._end.is_set():
                    with session.transaction():
                        whole = {name: self._digest(session, name) for name in self._names}
                    alone = {name: self._digest(session, name) for name in self._names}
                    with self._lock:
                        self.wholes[frozenset(whole.items())] += 1
                        self.singles.update(alone.items())
                        self.rounds[number] += 1
        except psycopg.Error as error:
            self.problems.append(f"session {number}: {error}")

    @staticmethod
    def _digest(session: psycopg.Connection, name: str) -> str:
        row = session.execute(DIGEST.format(name).encode()).fetchone()
        return row[0] if row else ""

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Inside, the sessions read."""
        threads = [threading.Thread(target=self._read, args=[one]) for one in range(SESSIONS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._end.set()
            for thread in threads:
                thread.join()


def publish(city: sa.Engine, *, full_refresh: bool) -> Digests:
    steps.transform(full_refresh=full_refresh)
    publication.publish(city)
    return marts(city)


def test_eight_readers_see_whole_publications_only(city: sa.Engine, file: int) -> None:
    with city.connect() as connection:
        query = SUBMISSION.replace("230521", "230523")
        another: int = connection.execute(sa.text(query)).scalar_one()
    url = login_of(city, "bi_reader").set(drivername="postgresql")
    states = [marts(city)]
    readers = Readers(url.render_as_string(hide_password=False), sorted(states[0]))
    with readers.reading():
        take_back(city, file)
        states.append(publish(city, full_refresh=False))
        put_back(city, file)
        take_back(city, another)
        states.append(publish(city, full_refresh=True))
        time.sleep(5)  # so that each session sees the last state as well
    assert readers.problems == []
    wholes = [frozenset(state.items()) for state in states]
    assert len(set(wholes)) == len(states), "each publication brings other figures"
    print({place: readers.wholes[whole] for place, whole in enumerate(wholes)})  # noqa: T201
    print(dict(readers.rounds), len(readers.singles), "states of single marts")  # noqa: T201
    assert set(readers.wholes) <= set(wholes), "a transaction saw marts of two publications"
    assert readers.wholes[wholes[0]]
    assert readers.wholes[wholes[-1]]
    known = {one for whole in wholes for one in whole}
    assert set(readers.singles) <= known, "a mart was empty or half new"
    assert len(readers.rounds) == SESSIONS
