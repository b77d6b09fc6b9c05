"""`zengshou demo`: the main job, end to end, on a made-up city of 双鸭山市.

The city's landing folder is written once; the run is the same as for real files. A warehouse never
holds both real and made-up files.
"""

import time
from pathlib import Path

from rich.console import Console

from ingestion.settings import get_settings
from zengshou.airflow.in_process import RunOutcome
from zengshou.airflow.pipeline import run_pipeline, what_waits
from zengshou.airflow.progress import shown
from zengshou.demo import hints
from zengshou.demo.city import CitySummary
from zengshou.demo.release import release_once
from zengshou.jobs import steps
from zengshou.outputs.county_scores import scores_in
from zengshou.outputs.ledger_counts import feed_counts
from zengshou.warehouse.made_up_data import made_up_landing, refuse_to_mix

ASSESSMENT_YEAR, RELEASED_YEAR = 2023, 2022
#: Before the first month of the reports: the year before last gives the released year its target.
YEARS_BEFORE = 2


def run_demo(out: Console) -> RunOutcome | None:
    """Write the city, run the DAGs, release a year, dispatch the last month, print the results.

    Returns the DAG run that failed, if any.
    """
    from zengshou.outputs.page import publish_page

    started = time.monotonic()
    settings = get_settings()
    landing = made_up_landing(settings)
    steps.prepare()
    refuse_to_mix(steps.engine(), with_demo=True)
    city = _write(landing, settings.income_year_start_month, out)
    out.print(
        f"虚构的双鸭山市 made-up city (all data invented): {city.counties} counties, "
        f"{city.villages} villages, {city.households} households, {sum(city.files.values())} files"
    )
    waiting = what_waits(str(landing), None)
    failed = run_pipeline(str(landing), None, waiting.files, out)
    if failed is not None:
        return failed
    engine = steps.engine()
    out.print(*feed_counts(engine), sep="\n")
    release, confirmed = release_once(engine, RELEASED_YEAR, landing.parent)
    out.print(
        f"{RELEASED_YEAR}年度第{release}版：虚构的主管部门已确认{confirmed}项示例参数 "
        f"release {release}: the made-up office confirmed {confirmed} example parameters"
    )
    out.print(scores_in(engine, ASSESSMENT_YEAR, "table"))
    outbox = landing.parent / "outbox"
    month = steps.last_month_with_figures()
    sent = steps.dispatch(month, str(outbox), "zengshou demo")
    out.print(f"已发调度表和工作清单 dispatch of {month}: {len(sent)} workbooks")
    page = publish_page(engine, settings, outbox=outbox)
    lines = hints.places(landing, page, ASSESSMENT_YEAR)
    if book := hints.worth_correcting(engine, RELEASED_YEAR):
        lines += hints.play(landing, book, RELEASED_YEAR)
    out.print("\n".join(lines), soft_wrap=True, highlight=False, markup=False)
    out.print(f"done in {time.monotonic() - started:.0f} s")
    return None


def _write(landing: Path, income_year_start_month: int, out: Console) -> CitySummary:
    from zengshou.demo.city import write_city

    said = "虚构城市 writing the made-up city"

    def tell(done: int, total: int, _name: str) -> None:
        nonlocal said
        said = f"虚构城市 writing the made-up city {done:,} / {total:,}"

    with shown(out, lambda: said):
        return write_city(
            landing,
            income_year_start_month=income_year_start_month,
            years_before=YEARS_BEFORE,
            progress=tell,
        )
