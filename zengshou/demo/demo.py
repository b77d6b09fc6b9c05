"""`zengshou demo`: the main job, end to end, on a made-up city of 双鸭山市.

The city's landing folder is written once; the run is the same as for real files. A warehouse never
holds both real and made-up files.
"""

import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from ingestion.settings import get_settings
from zengshou.airflow.in_process import RunOutcome
from zengshou.airflow.pipeline import run_pipeline
from zengshou.jobs import steps
from zengshou.outputs.county_scores import scores_in
from zengshou.outputs.ledger_counts import feed_counts
from zengshou.outputs.outbox import outbox_of
from zengshou.warehouse.made_up_data import made_up_landing, refuse_to_mix

ASSESSMENT_YEAR = 2023


def run_demo(out: Console) -> RunOutcome | None:
    """Write the city, run the DAGs, print the results; returns the DAG run that failed, if any."""
    from zengshou.demo.city import write_city
    from zengshou.outputs.page import publish_page

    started = time.monotonic()
    settings = get_settings()
    landing = made_up_landing(settings)
    steps.prepare()
    refuse_to_mix(steps.engine(), with_demo=True)
    with Progress(console=out, transient=True) as bar:
        task = bar.add_task("writing the made-up city", total=None)
        city = write_city(
            landing,
            income_year_start_month=settings.income_year_start_month,
            progress=lambda done, total, name: bar.update(task, completed=done, total=total),
        )
    out.print(
        f"made-up city 双鸭山市 (all data invented): {city.counties} counties, "
        f"{city.villages} villages, {city.households} households, {sum(city.files.values())} files"
    )
    failed = run_pipeline(str(landing), None, out)
    if failed is not None:
        return failed
    out.print(*feed_counts(steps.engine()), sep="\n")
    out.print(scores_in(steps.engine(), ASSESSMENT_YEAR, "table"))
    page = publish_page(steps.engine(), settings, outbox=landing.parent / "outbox")
    out.print(_where_next(str(landing), str(page)), soft_wrap=True, highlight=False)
    out.print(f"done in {time.monotonic() - started:.0f} s")
    return None


def _where_next(landing: str, page: str) -> str:
    command = _as_called()
    hints = {
        page: "the city on one page, for any browser",
        f"{command} scores --year {ASSESSMENT_YEAR} --format csv": "county scores, all columns",
        f"{command} scores explain --year {ASSESSMENT_YEAR} --county 230524 --indicator on_time": (
            "the rows behind the points"
        ),
        f"{command} url": "the warehouse, for psql or a BI tool: schema marts",
        "  table ops.load": "every received file and its result",
        "  table ops.finding": "every rejected or warned row, in Chinese",
        "  table marts.warning": "households with warnings, month by month",
        f"{command} docs": "how often each check failed, as web pages",
        f"{command} up": "Airflow with its web page",
        landing: "the files as the senders delivered them",
        outbox_of(landing): "the feedback to each sender for each file",
    }
    width = max(map(len, hints)) + 2
    lines = [f"  {what:<{width}}{why}" for what, why in hints.items()]
    return "\n".join(["下一步 where to look next", *lines])


def _as_called() -> str:
    """The command as the user can type it here, e.g. `.venv/bin/zengshou` after `make demo`."""
    called = Path(sys.argv[0]).absolute()
    return str(called.relative_to(Path.cwd())) if called.is_relative_to(Path.cwd()) else called.name
