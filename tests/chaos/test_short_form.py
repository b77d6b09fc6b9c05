"""A load that is broken and run again: nothing is lost, nothing is there twice.

The short form of `make chaos`: receiving and judging only, a few faults of each kind.
"""

import random
import time

import pytest

from tests.chaos.installation import Installation, wait_for
from tests.chaos.jobs import load, prepare

pytestmark = pytest.mark.runs


def test_a_load_killed_at_any_instant_is_completed_by_the_next(
    installation: Installation, chance: random.Random
) -> None:
    seconds = installation.quiet(load).seconds
    installation.begin()
    for _ in range(3):
        job = installation.start(load)
        time.sleep(chance.uniform(0, seconds))
        job.kill()
    installation.run(load)
    installation.expect_undisturbed(load)


def test_a_load_goes_on_after_the_server_was_killed(installation: Installation) -> None:
    installation.begin()
    job = installation.start(load)
    assert wait_for(lambda: installation.received() >= 20, job)
    installation.kill_server()
    assert job.wait() == 1
    installation.run(load)
    installation.expect_undisturbed(load)


def test_two_loads_at_once_do_the_work_of_one(installation: Installation) -> None:
    installation.begin()
    jobs = [installation.start(load), installation.start(load)]
    for job in jobs:
        installation.expect_success(job)
    installation.expect_undisturbed(load)


def test_two_that_begin_at_once_on_a_new_warehouse_both_find_it_prepared(
    installation: Installation,
) -> None:
    """Schemas and reference data are made once; then a load goes as ever."""
    installation.quiet(load)
    installation.begin(empty=True)
    jobs = [installation.start(prepare), installation.start(prepare)]
    for job in jobs:
        installation.expect_success(job)
    installation.run(load)
    installation.expect_undisturbed(load)
