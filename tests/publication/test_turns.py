"""Publications and the monthly dispatch start in their turn."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.processed_city import NewCopy, forget_settings, settle
from zengshou.jobs import dispatch_day, steps
from zengshou.jobs.dispatch_day import DISPATCH_DAY, DISPATCH_HOUR

DUE = datetime(2023, 10, DISPATCH_DAY, DISPATCH_HOUR, tzinfo=steps.TIMEZONE)
SOMETHING_NEW = "update ops.build set published = null where edition = 'marts'"


@pytest.fixture
def city(
    new_copy: NewCopy, city_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[sa.Engine]:
    """A warehouse that is published and in which nothing waits."""
    engine = new_copy()
    settle(monkeypatch, city_home, engine.url.render_as_string(hide_password=False))
    yield engine
    monkeypatch.undo()
    forget_settings()
    engine.dispose()


def change(city: sa.Engine, statement: str) -> None:
    with city.begin() as connection:
        connection.execute(sa.text(statement))


def began(city: sa.Engine, ago: timedelta) -> None:
    """Let the last publication have begun so long ago, and something new be judged."""
    change(city, f"update ops.publication set began_at = now() - interval '{ago}'")
    change(city, SOMETHING_NEW)


def test_nothing_is_published_twice(city: sa.Engine) -> None:
    assert steps.publication_turn(on_demand=True) is None
    change(city, SOMETHING_NEW)
    assert steps.publication_turn(on_demand=True) is not None


def test_a_publication_starts_at_once_if_the_last_one_is_long_ago(city: sa.Engine) -> None:
    began(city, timedelta(minutes=31))
    turn = steps.publication_turn(on_demand=False)
    assert turn is not None
    assert turn <= datetime.now(steps.TIMEZONE)


def test_otherwise_it_waits_until_half_an_hour_is_over(city: sa.Engine) -> None:
    began(city, timedelta(minutes=10))
    turn = steps.publication_turn(on_demand=False)
    assert turn is not None
    wait = turn - datetime.now(steps.TIMEZONE)
    assert timedelta(minutes=19) < wait < timedelta(minutes=21)


def test_who_asks_for_a_publication_need_not_wait(city: sa.Engine) -> None:
    began(city, timedelta(minutes=10))
    turn = steps.publication_turn(on_demand=True)
    assert turn is not None
    assert turn <= datetime.now(steps.TIMEZONE)


@pytest.mark.usefixtures("city")
def test_the_dispatch_is_due_from_its_day_and_hour_on() -> None:
    early = DUE - timedelta(minutes=1)
    assert dispatch_day.month_due(after_publication=True, now=early) is None
    assert dispatch_day.month_due(after_publication=False, now=DUE) == "2023-09"


@pytest.mark.usefixtures("city")
def test_a_month_is_dispatched_once() -> None:
    dispatch_day.record("2023-09")
    for day in range(5):
        now = DUE + timedelta(days=day)
        assert dispatch_day.month_due(after_publication=True, now=now) is None


def test_the_dispatch_waits_for_the_publication_of_what_was_judged(city: sa.Engine) -> None:
    change(city, SOMETHING_NEW)
    assert dispatch_day.month_due(after_publication=False, now=DUE) is None
    assert dispatch_day.month_due(after_publication=True, now=DUE) == "2023-09", (
        "files that come in meanwhile must not put it off for ever"
    )


@pytest.mark.usefixtures("city")
def test_a_month_without_figures_is_due_on_its_day_only() -> None:
    now = DUE.replace(year=2026)
    assert dispatch_day.month_due(after_publication=True, now=now) is None
    assert dispatch_day.month_due(after_publication=False, now=now) == "2026-09"


@pytest.mark.usefixtures("city")
def test_the_dispatch_of_december_is_due_in_january() -> None:
    january = DUE.replace(year=2024, month=1)
    assert dispatch_day.month_due(after_publication=False, now=january) == "2023-12"
