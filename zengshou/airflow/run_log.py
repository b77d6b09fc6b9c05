"""One log file per run: what Airflow, dbt and the gates print stays off the terminal.

Times in it are those of Asia/Shanghai.
"""

import io
import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

import structlog

from zengshou.airflow.task_log import TaskLog

KEPT_LOGS = 50
SHANGHAI = ZoneInfo("Asia/Shanghai")
UTC_TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", re.MULTILINE)


class _Stream(io.TextIOBase):
    """Text stream whose target changes from run to run.

    Loggers keep the stream that they were made with. Given a plain file they would write
    into the closed file of an earlier run.
    """

    encoding = "utf-8"
    target: TextIO | None = None
    task: TaskLog | None = None

    def write(self, text: str) -> int:
        if self.task is not None:
            self.task.write(text)
        if self.target is not None:  # else a late message of a run that has ended
            self.target.write(UTC_TIME.sub(_in_shanghai, text))
        return len(text)

    def flush(self) -> None:
        if self.target is not None:
            self.target.flush()

    def writable(self) -> bool:
        return True


def _in_shanghai(found: re.Match[str]) -> str:
    return datetime.fromisoformat(found[0]).astimezone(SHANGHAI).isoformat(timespec="seconds")


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

    def begin_task(self, path: Path) -> None:
        """From now on, what is said goes to the file of a task as well."""
        self.end_task("")
        _stream.task = TaskLog(path)
        _stream.task.say(f"开始 started; 全部输出 all output: {self.path}")

    def end_task(self, state: str) -> None:
        """What is said from now on belongs to no task; the task's file ends with its state."""
        if _stream.task is not None:
            _stream.task.say(f"结束 ended: {state or 'interrupted'}")
            _stream.task.close()
            _stream.task = None


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
            log.end_task("")
            _stream.target = None
            root.handlers[:], root.level = handlers, level
            structlog.configure(**structured)
