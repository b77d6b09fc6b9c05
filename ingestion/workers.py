"""Worker processes that work on files in parallel, one for each processor.

On Linux they are forked, so they start at once and import nothing. Their work uses neither the
run's database connection nor the landing zone. If the run is killed, its workers end too.
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

#: More processes need more memory (docs/operations.md, "Memory of the reading"), and one COPY is
#: only as fast as three or four of them.
MOST_WORKERS = 4
#: Queued jobs and unread results for each process.
AHEAD = 4

Tools = TypeVar("Tools")
Tag = TypeVar("Tag")
Item = TypeVar("Item")
Result = TypeVar("Result")

_tools: Any


class Workers(Generic[Tools]):
    """Processes that share the same tools; if there is little work, this process does it alone."""

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
        """Yield each tag with the result for its item, in order.

        Without an item, the result is None. A process gets `at_once` items at a time. Items are
        read only a few jobs ahead. Raises the errors of `work`.
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
    global _tools  # noqa: PLW0603 set at the start of a process, so that no job transfers it
    _tools = tools
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Exit when the parent ends: after a kill, workers would keep running with its files open."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _do(work: Callable[[Any, Item], Result], items: Sequence[Item | None]) -> list[Result | None]:
    return [None if item is None else work(_tools, item) for item in items]
