"""What the tests run and break: each job is a process of its own that leads its own session."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.chaos.preloaded"])


def run(landing: str) -> None:
    """`zengshou run`, exactly as the command line does it."""
    from zengshou.cli.main import main

    sys.argv = ["zengshou", "run", "--landing", landing]
    main()


def load(landing: str) -> None:
    """The part of a run before dbt: everything received, then judged, without Airflow."""
    from ingestion.contract import load_contracts
    from zengshou.jobs import steps

    for feed in load_contracts():
        steps.receive_feed(feed, landing)
    steps.check()


def prepare(_landing: str) -> None:
    """Schemas, tables and reference data, as every run begins."""
    from zengshou.jobs import steps

    steps.prepare()


Work = Callable[[str], None]


class Job:
    """A running job. What it prints goes to `log`."""

    def __init__(self, work: Work, landing: Path, log: Path) -> None:
        self.log = log
        log.unlink(missing_ok=True)
        self._process: ForkServerProcess = CONTEXT.Process(
            target=_leading_its_session, args=(work, str(landing), str(log))
        )
        self._process.start()

    @property
    def ended(self) -> bool:
        """Whether the job is over."""
        return not self._process.is_alive()

    def kill(self) -> bool:
        """`kill -9` for the job with all that it started; False if it had ended before."""
        was_alive = self._process.is_alive()
        if self._process.pid is None:
            raise RuntimeError("the job has not been started")
        with suppress(ProcessLookupError):  # not yet a leader, or gone
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.join()
        return was_alive

    def wait(self, seconds: float = 500) -> int:
        """The exit code; a job that hangs is killed and fails the test."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            self.kill()
            raise AssertionError(f"still running after {seconds} s: {self.said()[-2000:]}")
        return self._process.exitcode

    def said(self) -> str:
        """What the job printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""


def _leading_its_session(work: Work, landing: str, log: str) -> None:
    os.setsid()
    with open(log, "ab", buffering=0) as output:  # noqa: PTH123 a descriptor is what is needed
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(output.fileno(), stream.fileno())
    work(landing)
