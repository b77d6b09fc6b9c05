"""`kill -9` of whole `zengshou run`s: 33 kills, at every step boundary and at random instants.

The run after a kill is killed as well, three in a row; then a plain run must give exactly the
tables of a run that nobody disturbed.
"""

import random
import time

import pytest

from ingestion.contract import load_contracts
from tests.chaos.installation import Installation, wait_for
from tests.chaos.jobs import run

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1800)]
#: look, a task per feed, judge, answer; turn, transform, publish, answer.
TASKS = len(load_contracts()) + 7
IN_A_ROW = 3
CHAINS = TASKS // IN_A_ROW


@pytest.mark.parametrize("first", range(1, CHAINS + 1))
def test_runs_killed_as_a_task_begins_are_completed_by_the_next(
    installation: Installation, first: int
) -> None:
    installation.quiet(run)
    installation.begin()
    for task in range(first, TASKS + 1, CHAINS):
        before = installation.tasks_begun()
        job = installation.start(run)
        assert wait_for(lambda n=before + task: installation.tasks_begun() >= n, job)  # type: ignore[misc]
        assert job.kill(), "the run had ended before it could be killed"
    installation.run(run)
    installation.expect_undisturbed(run)


@pytest.mark.parametrize("chain", range(6))
def test_runs_killed_at_any_instant_are_completed_by_the_next(
    installation: Installation, chance: random.Random, chain: int
) -> None:
    seconds = installation.quiet(run).seconds
    installation.begin()
    for number in range(IN_A_ROW):
        job = installation.start(run)
        pause = chance.uniform(0, seconds)
        print(f"chain {chain}, kill {number} after {pause:.1f} of {seconds:.1f} s")  # noqa: T201
        time.sleep(pause)
        job.kill()
    installation.run(run)
    installation.expect_undisturbed(run)
