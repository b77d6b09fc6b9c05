"""The complete monthly run of a city by `zengshou run`, compared with calling its steps in turn.

Ours is the command of a user: a separate process that loads Airflow, checks its database and runs
the DAGs. The other side does the work of the DAGs' tasks in one process, in the same order. Both
load dbt and Great Expectations, because both need them. Earlier months were processed before, so
Airflow's database and dbt's parsed project exist, as in every month except the first.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Side, chosen_scale, compare, in_a_child, interleave
from benchmarks.monthly_increment import (
    FIRST_MONTH,
    MONTH,
    MONTH_BEFORE,
    VILLAGES,
    size_of,
)
from benchmarks.workplace import Workplace, workplace
from zengshou.jobs import steps

BEHIND = "behind"
ZENGSHOU = Path(sys.executable).with_name("zengshou")


def main(scale: str) -> None:
    """Measure and store the row of the table."""
    with workplace() as place:
        city = place.write_city(VILLAGES[scale], FIRST_MONTH[scale], MONTH)
        in_a_child(Side("months before", lambda _: _months_before(place)))
        whole, own = interleave(
            [
                Side("zengshou run", lambda _: _run(place), lambda: _ready(place)),
                Side("the steps", lambda _: _steps(place), lambda: _ready(place)),
            ]
        )
    size = size_of(city, FIRST_MONTH[scale])
    name, measured = "monthly_run", "the month's whole run through Airflow"
    beside = "its steps one after another, without Airflow"
    compare(name, measured, (whole, own), beside=beside, aim=1.15, scale=scale, size=size)


def _months_before(place: Workplace) -> None:
    """A warehouse with all months except the last, and the answers written until then."""
    place.enter(place.new_warehouse(BEHIND))
    _run(place, "--through", MONTH_BEFORE)
    shutil.copytree(place.folder / "outbox", place.folder / "answered")


def _ready(place: Workplace) -> None:
    shutil.rmtree(place.folder / "outbox")
    shutil.copytree(place.folder / "answered", place.folder / "outbox")
    place.enter(place.copy(BEHIND))


def _run(place: Workplace, *options: str) -> None:
    command = [str(ZENGSHOU), "run", "--landing", str(place.landing), *options]
    # The first run writes bytecode for both sides, as for a user.
    environment = {key: os.environ[key] for key in os.environ if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)


def _steps(place: Workplace) -> None:
    """The work of the DAGs' tasks, in order."""
    landing = str(place.landing)
    steps.prepare()
    for feed in steps.look(landing).feeds:
        steps.receive_feed(feed, landing)
    steps.check()
    steps.feedback(landing)
    steps.transform()
    steps.publish()
    steps.feedback(landing)


if __name__ == "__main__":
    main(chosen_scale())
