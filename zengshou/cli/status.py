"""`zengshou status`: waiting and held files, last build and publication, failures."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zengshou.cli.terminal import out

if TYPE_CHECKING:
    from zengshou.jobs.status import Status

SHOWN = 10
NOTHING, NEVER = "nothing", "never"


def status(
    landing: Annotated[
        str | None, typer.Option(help="folder or fsspec URL; default: ZENGSHOU_LANDING_URL")
    ] = None,
) -> None:
    """Waiting files, held files with reasons, last builds and publications, last failures."""
    from zengshou.jobs import steps
    from zengshou.jobs.status import status

    steps.prepare()
    found = status(landing)
    for title, lines in {
        "等待 waiting": _waiting(found),
        "暂缓 held": _held(found),
        "缺报 missing or held, of the last month that has ended": _not_received(found),
        "到达时间不可信 receipt times not believed": _doubted(found),
        "未接收 passed over in the landing zone": _passed_over(found),
        "完成 done": _done(found),
        "失败 failed last": _failed(found),
    }.items():
        out.print(f"[bold]{title}[/bold]")
        for line in list(lines) or [NOTHING]:
            out.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)


def _waiting(found: "Status") -> Iterator[str]:
    if found.landing_problem:
        yield f"the landing zone cannot be read: {found.landing_problem}"
    for one in found.waiting:
        yield f"{one.feed}: {one.files:,} files to receive, the oldest from {_moment(one.oldest)}"
    if found.awaits_judgement:
        yield "files or rules to judge"
    if found.publication_due:
        yield f"figures to publish, at {_moment(found.publication_due)} at the earliest"


def _held(found: "Status") -> Iterator[str]:
    return _files(found.held, "zengshou loads list --status held")


def _not_received(found: "Status") -> Iterator[str]:
    for row in found.not_received:
        feed = f"{row['feed']}/{row['period']}"
        said = f"{row['missing']:,} of {row['expected']:,} missing" if row["missing"] else ""
        held = f"{row['held']:,} held ({row['rules']})" if row["held"] else ""
        counts = ", ".join(filter(None, (said, held)))
        yield f"{feed} {row['name']}: {counts}; due {row['due_date']:%Y-%m-%d}"


def _doubted(found: "Status") -> Iterator[str]:
    return _files(found.doubted, "ops.receipt, column time_doubt")


def _files(rows: list[dict[str, Any]], where_more: str) -> Iterator[str]:
    for row in rows[:SHOWN]:
        yield f"{row['feed']}/{row['period']}/{row['file_name']}: {row['reason']}"
    if (more := len(rows) - SHOWN) > 0:
        yield f"and {more:,} more ({where_more})"


def _passed_over(found: "Status") -> Iterator[str]:
    if found.landing_problem:
        yield "unknown"
    for reason, count in found.passed_over_by_reason.most_common():
        some = [one for one in found.passed_over if one.reason == reason][:SHOWN]
        names = ", ".join("/".join(filter(None, (p.feed, p.period, p.name))) for p in some)
        more = f" and {count - len(some):,} more" if count > len(some) else ""
        yield f"{reason}: {names}{more}"


def _done(found: "Status") -> Iterator[str]:
    build, publication, dispatch = found.build, found.publication, found.dispatch
    yield f"judged: {_moment(found.judged_at)}"
    if build and build["is_broken_off"]:
        yield f"build: began {_moment(build['began_at'])}, running or interrupted"
    else:
        yield f"built: {_moment(build['built_at'] if build else None)}"
    if publication:
        number = publication["publication_id"]
        yield (
            f"published: {_moment(publication['published_at'])}, {publication['files']:,} files"
            f" new or changed (zengshou publications show {number})"
        )
    else:
        yield f"published: {NEVER}"
    if dispatch:
        yield f"dispatched: {dispatch['month']:%Y-%m}, at {_moment(dispatch['dispatched_at'])}"
    for one in found.editions:
        yield f"edition {one.name}: built {_moment(one.built_at)}"


def _failed(found: "Status") -> Iterator[str]:
    for row in found.failures:
        where = f"{row['dag_id']} · {row['task_id']}: {row['error']}"
        yield f"{_moment(row['failed_at'])} {where} (log: {row['log']})"


def _moment(value: datetime | None) -> str:
    from zengshou.jobs.steps import TIMEZONE

    return f"{value.astimezone(TIMEZONE):%Y-%m-%d %H:%M}" if value else NEVER
