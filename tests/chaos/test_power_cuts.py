"""Power cuts: a run and the server are killed in the same instant, ten times in all.

Two or three cuts in a row, each at a random instant of a step: while files are received, judged,
built, published. Then one plain run must give exactly the tables of a run that nobody disturbed.
"""

import random
import time

import pytest

from tests.chaos.installation import Installation, wait_for
from tests.chaos.jobs import run

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1800)]
#: Steps in which the power goes; the longest pause after the step has begun (s).
CHAINS = [
    {"receive_%": 3.0, "judge": 1.5, "transform": 8.0},
    {"judge": 3.0, "transform": 25.0},
    {"transform": 25.0, "publish": 2.0},
    {"receive_%": 6.0, "transform": 15.0, "publish": 4.0},
]


@pytest.mark.parametrize("steps", CHAINS, ids=" ".join)
def test_after_power_cuts_one_run_gives_the_tables_of_an_undisturbed_one(
    installation: Installation, chance: random.Random, steps: dict[str, float]
) -> None:
    installation.quiet(run)
    installation.begin()
    for step, longest in steps.items():
        before = installation.tasks_begun(step)
        job = installation.start(run)
        assert wait_for(lambda: installation.tasks_begun(step) > before, job), job.said()  # noqa: B023
        pause = chance.uniform(0, longest)
        time.sleep(pause)
        was_alive = job.kill()
        installation.kill_server()
        print(f"{step} + {pause:.1f} s: {'killed' if was_alive else 'had ended'}")  # noqa: T201
    installation.run(run)
    installation.expect_undisturbed(run)
