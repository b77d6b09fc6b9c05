"""The watcher starts work only if something waits, and never stops looking."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import structlog

from tests.dbt.installations import an_installation
from zengshou.airflow import new_files
from zengshou.airflow.new_files import NewFiles
from zengshou.jobs import steps
from zengshou.local import postgres

Looks = list[str | Exception]


def told(looks: Looks, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the watcher tells while it finds these states, one after another."""
    found = iter(looks)

    def next_look() -> str:
        look = next(found, None)
        if look is None:
            raise asyncio.CancelledError
        if isinstance(look, Exception):
            raise look
        return look

    monkeypatch.setattr(new_files, "what_waits", next_look)
    events: list[str] = []

    async def watch() -> None:
        async for event in NewFiles(every_seconds=0).run():
            events.append(event.payload)  # noqa: PERF401 what came before the end is kept

    with suppress(asyncio.CancelledError):
        asyncio.run(watch())
    return events


def test_nothing_is_told_while_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: Looks = [""] * 100
    assert told(looks, monkeypatch) == []


def test_each_new_state_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: Looks = ["", "a file", "a file", "two files", "", "", "a file"]
    assert told(looks, monkeypatch) == ["a file", "two files", "a file"]


def test_what_still_waits_is_told_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: Looks = ["a file"] * (new_files.TOLD_AGAIN + 1)
    assert told(looks, monkeypatch) == ["a file", "a file"], "the work may have failed"


def test_a_look_that_fails_is_followed_by_others(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: Looks = [ConnectionError("no route"), "a file", OSError("gone"), "a file"]
    assert told(looks, monkeypatch) == ["a file"]


def test_airflow_makes_the_same_watcher_from_its_record() -> None:
    path, arguments = NewFiles(every_seconds=7).serialize()
    module, name = path.rsplit(".", 1)
    made: Callable[..., NewFiles] = getattr(__import__(module, fromlist=[name]), name)
    assert made(**arguments).every_seconds == 7


def test_a_warehouse_that_is_new_waits_to_be_prepared(database_url: str, tmp_path: Path) -> None:
    url = postgres.ensure_database(database_url, "unprepared")
    with an_installation(tmp_path, url):
        assert new_files.what_waits() == new_files.UNPREPARED
        steps.engine().dispose()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Nothing of the log reaches the terminal."""
    with structlog.testing.capture_logs():
        yield
