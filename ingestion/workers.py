"""Several processes that work on files at once, on as many processors as there are.

On Linux they are forked, which takes no time and no imports; what they do touches neither the run's
connection to the database nor the landing zone. One whose run was killed ends by itself.
"""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

#: More would take memory (docs/operations.md, "Memory of the reading"), as one COPY takes in what
#: three or four prepare.
MOST_WORKERS = 4
#: Waiting for the database, with their results: so many jobs for each process.
AHEAD = 4

Tools = TypeVar("Tools")
Tag = TypeVar("Tag")
Item = TypeVar("Item")
Result = TypeVar("Result")

_tools: Any


class Workers(Generic[Tools]):
    """Processes that each have the same tools; with little to do, this process works alone."""

    def __init__(self, tools: Tools, *, is_much: bool) -> None:
        self._tools = tools
        self._count = min(MOST_WORKERS, os.cpu_count() or 1)
        self._pool = (
            ProcessPoolExecutor(self._count, None, _start, (tools,))
            if is_much and self._count > 1
            else None
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def map(
        self,
        work: Callable[[Tools, Item], Result],
        tagged: Iterable[tuple[Tag, Item | None]],
        *,
        at_once: int = 1,
    ) -> Iterator[tuple[Tag, Result | None]]:
        """Each tag with what was made of its item, in order; without an item there is nothing.

        A process is given `at_once` items at a time. Items are asked for only a few ahead.
        Raises what the work raises.
        """
        if self._pool is None:
            for tag, item in tagged:
                yield tag, None if item is None else work(self._tools, item)
            return
        under_way: deque[tuple[tuple[Tag, ...], Future[list[Result | None]]]] = deque()
        remaining = iter(tagged)
        while some := list(islice(remaining, at_once)):
            tags, items = zip(*some, strict=True)
            under_way.append((tags, self._pool.submit(_do, work, items)))
            if len(under_way) > self._count * AHEAD:
                tags, job = under_way.popleft()
                yield from zip(tags, job.result(), strict=True)
        for tags, job in under_way:
            yield from zip(tags, job.result(), strict=True)


def _start(tools: object) -> None:
    global _tools  # noqa: PLW0603 what a process is started with, so that no job carries it
    _tools = tools
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A killed run leaves nobody who would end its workers, and they share its open files."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _do(work: Callable[[Any, Item], Result], items: Sequence[Item | None]) -> list[Result | None]:
    return [None if item is None else work(_tools, item) for item in items]
