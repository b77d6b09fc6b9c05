"""A province of 300,000 households, six feeds: the build of 23 months, of the 24th, and BI queries.

Reading a province's files takes hours. Therefore a city goes through the normal steps and is then
multiplied inside the database: see `benchmarks.copies`. Both builds are `steps.transform()` with
its tests and the publication, once each; afterwards rows and yuan must agree between layers (not
timed). Processor time is shown too, because a build is too long to repeat. Memory of dbt is the
peak of its process; memory of the server is the sum over its processes (shared pages counted once),
sampled every second. The full size needs about 100 GB of disk.
"""

import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import psutil
import psycopg

from benchmarks import bi_queries
from benchmarks.copies import multiply
from benchmarks.measure import MEGABYTE, RESULTS, Side, chosen_scale, in_a_child, machine
from benchmarks.workplace import Workplace, build_and_publish, workplace
from ingestion.database import make_county_readers
from zengshou.jobs import steps

FEEDS = (
    "household_roster",
    "income_detail",
    "village_submission",
    "social_security",
    "medical_insurance",
    "employment",
)
COPIES = {"tiny": 2, "small": 5, "full": 25}
VILLAGES = {"tiny": 8, "small": 463, "full": 463}
FIRST_MONTH = {"tiny": "2023-04", "small": "2021-10", "full": "2021-10"}
MONTH_BEFORE, LAST_MONTH = "2023-08", "2023-09"
WAREHOUSE = "province"
STATE = ("ops.load_state", "ops.current_unit")
FORGET = "delete from {} where edition = 'marts'"
KNOW = "update {} set edition = 'marts' where edition = %s"
SLOWEST = 12
SIZES = """
select
    (select count(*) from marts.dim_household) as households,
    (select count(*) from marts.fct_household_month) as household_months,
    pg_database_size(current_database()) as bytes
"""


@dataclass(frozen=True)
class Build:
    """One build: seconds, processor seconds, and peak memory (MB)."""

    name: str
    seconds: float
    processor_seconds: float
    dbt_megabytes: int
    server_megabytes: int


def main(scale: str) -> None:
    """Measure, print and store both builds and the answer times."""
    with workplace() as place:
        in_a_child(Side("city", lambda _: _make_province(place, scale)))
        _set_state(place, marts="before")
        builds = [_build(place, "whole build up to the month before")]
        _set_state(place, marts="after")
        builds.append(_build(place, "the month's build"))
        in_a_child(Side("agreement", lambda _: steps.publish(), lambda: _ready(place)))
        _keep(place, scale, builds)
        bi_queries.keep(place.dsn(WAREHOUSE), scale)


def _make_province(place: Workplace, scale: str) -> None:
    """Create the warehouse, judged and multiplied.

    Its state without and with the last month is kept as editions `before` and `after`.
    """
    place.write_city(VILLAGES[scale], FIRST_MONTH[scale], LAST_MONTH)
    place.enter(place.new_warehouse(WAREHOUSE))
    steps.prepare()
    for through, edition in ((MONTH_BEFORE, "before"), (LAST_MONTH, "after")):
        place.take_in(through, edition, FEEDS)
    with psycopg.connect(place.dsn(WAREHOUSE)) as connection:
        multiply(connection, COPIES[scale])
    make_county_readers(steps.engine())


def _set_state(place: Workplace, marts: str) -> None:
    """Copy the state of that edition to the edition `marts`."""
    with psycopg.connect(place.dsn(WAREHOUSE), autocommit=True) as connection:
        for table in STATE:
            connection.execute(FORGET.format(table))
            connection.execute(KNOW.format(table), [marts])
        connection.execute("vacuum analyze")


def _build(place: Workplace, name: str) -> Build:
    server = _server(place)
    with _watched(server) as most:
        before = _processor_seconds(server)
        seconds, dbt = in_a_child(Side(name, lambda _: build_and_publish(), lambda: _ready(place)))
        processor = _processor_seconds(server) - before
    build = Build(name, round(seconds, 1), round(processor, 1), dbt, most() // MEGABYTE)
    print(
        f"{name}: {build.seconds / 60:.1f} minutes, {build.processor_seconds / 60:.1f} of the "
        f"processor, dbt {build.dbt_megabytes} MB, server {build.server_megabytes} MB",
        flush=True,
    )
    _print_slowest(place)
    return build


def _ready(place: Workplace) -> None:
    import dbt.cli.main  # noqa: F401 its import takes seconds

    place.enter(WAREHOUSE)


def _server(place: Workplace) -> psutil.Process:
    """The parent process of all processes of the database server."""
    with psycopg.connect(place.dsn("postgres")) as connection:
        backend = psutil.Process(connection.info.backend_pid)
    return backend.parent() or backend


def _processor_seconds(server: psutil.Process) -> float:
    """Processor time of all ended child processes, ours and the server's."""
    ours, theirs = os.times(), server.cpu_times()
    return ours.children_user + ours.children_system + theirs.children_user + theirs.children_system


@contextmanager
def _watched(server: psutil.Process) -> Iterator[Callable[[], int]]:
    """Yields a function that returns the peak memory of the server's processes, in bytes.

    A separate process samples, not a thread: runs are forked, and a fork with threads can hang.
    """
    context = multiprocessing.get_context("fork")
    most = context.Value("q", 0)

    def look() -> None:
        while True:
            most.value = max(most.value, sum(map(_bytes, [server, *server.children()])))
            time.sleep(1)

    watching = context.Process(target=look, daemon=True)
    watching.start()
    try:
        yield lambda: most.value
    finally:
        watching.terminate()
        watching.join()


def _bytes(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.NoSuchProcess:
        return 0


def _print_slowest(place: Workplace) -> None:
    """Print the slowest models and tests."""
    path = place.folder / "home" / "dbt" / "marts" / "run_results.json"
    results = json.loads(path.read_text(encoding="utf-8"))["results"]
    for one in sorted(results, key=lambda one: -one["execution_time"])[:SLOWEST]:
        print(f"  {one['execution_time']:7.1f} s  {one['unique_id']}", flush=True)


def _keep(place: Workplace, scale: str, builds: list[Build]) -> None:
    with psycopg.connect(place.dsn(WAREHOUSE)) as connection:
        households, months, size = connection.execute(SIZES).fetchone() or (0, 0, 0)
    print(f"{households:,} households, {months:,} household months, {size // MEGABYTE:,} MB")
    if scale == "tiny":
        return
    document = {
        "name": "province",
        "scale": scale,
        "size": {"households": households, "household months": months},
        "database_megabytes": size // MEGABYTE,
        "builds": [asdict(build) for build in builds],
        "made_at": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": machine(),
    }
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    (RESULTS / "province.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(chosen_scale())
