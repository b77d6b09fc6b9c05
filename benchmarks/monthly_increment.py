"""The month's dbt build of a city, compared with dbt's time for the same number of empty models.

Ours is `steps.transform()` with tests, and the publication; the month's files were received and
judged before. The empty project has as many models as ours, each a table without rows, and no
tests.
"""

import os
from pathlib import Path

from benchmarks.measure import Side, chosen_scale, compare, in_a_child, interleave
from benchmarks.workplace import Workplace, build_and_publish, workplace
from zengshou.demo.city import CitySummary
from zengshou.jobs import steps
from zengshou.warehouse.dbt import DBT_PROJECT

MONTH_BEFORE, MONTH = "2023-08", "2023-09"
FIRST_MONTH = {"tiny": "2023-07", "small": "2022-10", "full": "2021-10"}
VILLAGES = {"tiny": 8, "small": 20, "full": 463}
BUILT = "built"
EMPTY_PROJECT = """\
name: empty
profile: empty
models: {+materialized: table}
flags: {send_anonymous_usage_stats: false}
"""
EMPTY_PROFILE = """\
empty:
  target: warehouse
  outputs:
    warehouse:
      type: postgres
      host: "{{ env_var('BENCH_HOST') }}"
      port: "{{ env_var('BENCH_PORT') | as_number }}"
      user: "{{ env_var('BENCH_USER') }}"
      password: "{{ env_var('BENCH_PASSWORD') }}"
      dbname: "{{ env_var('BENCH_DATABASE') }}"
      schema: empty
      threads: 2
"""


def main(scale: str) -> None:
    """Measure and store the row of the table."""
    with workplace() as place:
        city = place.write_city(VILLAGES[scale], FIRST_MONTH[scale], MONTH)
        in_a_child(Side("months before", lambda _: _build_months_before(place)))
        models = sum(1 for _ in (DBT_PROJECT / "models").rglob("*.sql"))
        project = _write_empty_project(place, models)
        in_a_child(Side("first parse", lambda _: _run_empty(project), lambda: _empty(place)))
        ours, empty = interleave(
            [
                Side("zengshou transform", lambda _: build_and_publish(), lambda: _ready(place)),
                Side("empty models", lambda _: _run_empty(project), lambda: _empty(place)),
            ]
        )
        size = {
            "households": city.households,
            "months behind": months(FIRST_MONTH[scale], MONTH),
            "models": models,
        }
    name, measured = "monthly_increment", "the month's dbt build with its tests"
    beside = "dbt running as many empty models"
    compare(name, measured, (ours, empty), beside=beside, aim=3, scale=scale, size=size)


def size_of(city: CitySummary, first_month: str) -> dict[str, int]:
    """The amount of work of a month's run in a city."""
    return {
        "households": city.households,
        "files": sum(city.files.values()),
        "months behind": months(first_month, MONTH),
    }


def months(first: str, last: str) -> int:
    """Number of months from the first one up to the last one, which is excluded."""
    (year, month), (last_year, last_month) = (map(int, one.split("-")) for one in (first, last))
    return (last_year - year) * 12 + last_month - month


def _build_months_before(place: Workplace) -> None:
    place.enter(place.new_warehouse(BUILT))
    steps.prepare()
    for through in (MONTH_BEFORE, MONTH):
        place.take_in(through)
        if through == MONTH_BEFORE:
            build_and_publish()


def _ready(place: Workplace) -> None:
    import dbt.cli.main  # noqa: F401 its import takes seconds, on both sides

    place.enter(place.copy(BUILT))


def _write_empty_project(place: Workplace, models: int) -> Path:
    project = place.folder / "empty"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text(EMPTY_PROJECT, encoding="utf-8")
    (project / "profiles.yml").write_text(EMPTY_PROFILE, encoding="utf-8")
    for number in range(models):
        model = project / "models" / f"model_{number}.sql"
        model.write_text("select 1 as nothing where false\n", encoding="utf-8")
    return project


def _empty(place: Workplace) -> None:
    import dbt.cli.main  # noqa: F401 as in _ready

    url = place.parsed_url(place.copy())
    os.environ |= {
        "BENCH_HOST": str(url.host),
        "BENCH_PORT": str(url.port),
        "BENCH_USER": str(url.username),
        "BENCH_PASSWORD": str(url.password),
        "BENCH_DATABASE": str(url.database),
    }


def _run_empty(project: Path) -> None:
    from dbt.cli.main import dbtRunner

    where = ["--project-dir", str(project), "--profiles-dir", str(project)]
    result = dbtRunner().invoke(["run", *where, "--quiet", "--no-use-colors"])
    if not result.success:
        raise RuntimeError(f"dbt failed: {result.exception}")


if __name__ == "__main__":
    main(chosen_scale())
