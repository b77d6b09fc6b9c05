"""What a person sees during long work: a changing line, or lines where there is no terminal."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

SECONDS_ON_TERMINAL = 1.0
#: In a file or a job's log, a line of every second would hide the others.
SECONDS_BETWEEN_LINES = 5.0


@contextmanager
def shown(console: Console, say: Callable[[], str]) -> Iterator[None]:
    """Inside, show what `say` says, again and again; it runs in a thread of its own."""
    if not console.is_terminal:
        with _repeated(_lines(console, say), SECONDS_BETWEEN_LINES):
            yield
        return
    columns = SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(say(), total=None)
        with _repeated(lambda: bar.update(task, description=say()), SECONDS_ON_TERMINAL):
            yield


def _lines(console: Console, say: Callable[[], str]) -> Callable[[], None]:
    started = time.monotonic()

    def line() -> None:
        said = f"{time.monotonic() - started:4.0f} s  {say()}"
        console.print(said, soft_wrap=True, highlight=False, markup=False)

    return line


@contextmanager
def _repeated(act: Callable[[], None], seconds: float) -> Iterator[None]:
    """Inside, `act` runs every `seconds`."""
    ended = Event()

    def repeat() -> None:
        while not ended.wait(seconds):
            act()

    thread = Thread(target=repeat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
