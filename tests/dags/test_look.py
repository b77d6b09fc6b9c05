"""The watcher starts work only if something waits, and never stops looking."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
import structlog

from zengshou.airflow import new_files
from zengshou.airflow.new_files import NewFiles

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


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Nothing of the log reaches the terminal."""
    with structlog.testing.capture_logs():
        yield
