"""One log file per run: what Airflow, dbt and the gates print stays off the terminal."""

import io
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import TextIO

import structlog

KEPT_LOGS = 50


class _Stream(io.TextIOBase):
    """Text stream whose target changes from run to run.

    Loggers keep the stream that they were made with. Given a plain file they would write
    into the closed file of an earlier run.
    """

    encoding = "utf-8"
    target: TextIO | None = None

    def write(self, text: str) -> int:
        if self.target is None:
            return len(text)  # a late message of a run that has ended
        return self.target.write(text)

    def flush(self) -> None:
        if self.target is not None:
            self.target.flush()

    def writable(self) -> bool:
        return True


_stream = _Stream()


class RunLog:
    """The log of the run in progress."""

    def __init__(self, path: Path, stdout: TextIO, stderr: TextIO) -> None:
        """`stdout` and `stderr` are the streams of the terminal."""
        self.path = path
        self._terminal = stdout, stderr

    @contextmanager
    def on_terminal(self) -> Iterator[None]:
        """Inside, print reaches the terminal again (for progress)."""
        with redirect_stdout(self._terminal[0]), redirect_stderr(self._terminal[1]):
            yield


@contextmanager
def run_log(folder: Path) -> Iterator[RunLog]:
    """Send all prints and logs of this process to a new file in `folder`.

    Afterwards logging is as it was before, whatever was configured inside.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.log"))[: -KEPT_LOGS + 1]:
        old.unlink(missing_ok=True)
    path = folder / f"{datetime.now().astimezone():%Y%m%dT%H%M%S.%f}-{os.getpid()}.log"
    path.touch(mode=0o600)
    log = RunLog(path, sys.stdout, sys.stderr)
    root = logging.getLogger()
    handlers, level, structured = root.handlers[:], root.level, structlog.get_config()
    with path.open("a", encoding="utf-8", buffering=1) as file:
        _stream.target = file
        try:
            with redirect_stdout(_stream), redirect_stderr(_stream):
                yield log
        finally:
            _stream.target = None
            root.handlers[:], root.level = handlers, level
            structlog.configure(**structured)
