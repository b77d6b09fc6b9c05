"""`zengshou loads`: lists received files; reverts, restores and confirms them."""

import getpass
from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table

from zengshou.cli.options import By, Reason
from zengshou.cli.terminal import out

if TYPE_CHECKING:
    from ingestion.load.confirmation import Confirmation
    from ingestion.load.reversal import Reversal

app = typer.Typer(help="received files; revert or confirm them", no_args_is_help=True)

LOADS = """
select load_id, feed, period, file_name, received_at, status, rows_received, rows_accepted,
    rows_rejected, reason, count(*) over () as total
from ops.load
where (cast(:feed as text) is null or feed = :feed)
    and (cast(:period as text) is null or period = :period)
    and (cast(:status as text) is null or status = :status)
order by received_at desc, load_id desc
limit :limit
"""
HEADINGS = {
    "load_id": "编号 load",
    "feed": "来源 feed",
    "period": "期间 period",
    "file_name": "文件 file",
    "received_at": "收到 received",
    "status": "状态 status",
    "rows_received": "行 rows",
    "rows_accepted": "采用 accepted",
    "rows_rejected": "退回 rejected",
    "reason": "原因 reason",
}
STATUSES = ("accepted", "rejected", "held", "duplicate", "superseded", "reverted")
LoadId = Annotated[int, typer.Argument(help="number shown by `zengshou loads list`")]


@app.command("list")
def list_loads(
    feed: Annotated[str | None, typer.Option(help="only this feed")] = None,
    period: Annotated[str | None, typer.Option(help="only this period, YYYY-MM or YYYY")] = None,
    status: Annotated[str | None, typer.Option(help="only files of this status")] = None,
    limit: Annotated[int, typer.Option(min=1, help="maximum number of files")] = 20,
) -> None:
    """The last received files and their results."""
    import sqlalchemy as sa

    from ingestion.contract import load_contracts
    from zengshou.jobs import steps

    _check("--feed", feed, load_contracts())
    _check("--status", status, STATUSES)
    steps.prepare()
    chosen = {"feed": feed, "period": period, "status": status, "limit": limit}
    with steps.engine().connect() as connection:
        rows = connection.execute(sa.text(LOADS), chosen).mappings().all()
    table = Table(box=box.SIMPLE_HEAD)
    for name, heading in HEADINGS.items():
        table.add_column(
            "\n".join(heading.split(" ", 1)),
            justify="right" if name.startswith("rows_") or name == "load_id" else "left",
            no_wrap=name in ("feed", "period", "status"),
            overflow="fold",
        )
    for row in rows:
        table.add_row(*(_shown(row[name]) for name in HEADINGS))
    out.print(table)
    if rows and rows[0]["total"] > len(rows):
        out.print(f"the newest {len(rows)} of {rows[0]['total']:,} (--limit shows more)")


@app.command()
def revert(load_id: LoadId, reason: Reason, by: By = None) -> None:
    """Revert a file: from the next run on, it does not count; the previous version counts.

    Nothing is deleted; `zengshou loads restore` undoes it.
    """
    from ingestion.load import reversal
    from zengshou.jobs import steps

    steps.prepare()
    done = reversal.revert(steps.engine(), load_id, person=by or getpass.getuser(), reason=reason)
    out.print(_told(done, "reverted 已撤回", "was reverted before 先前已撤回"), markup=False)


@app.command()
def restore(load_id: LoadId, reason: Reason, by: By = None) -> None:
    """Let a reverted file count again."""
    from ingestion.load import reversal
    from zengshou.jobs import steps

    steps.prepare()
    done = reversal.restore(steps.engine(), load_id, person=by or getpass.getuser(), reason=reason)
    out.print(_told(done, "restored 已恢复", "is not reverted 未被撤回"), markup=False)


@app.command()
def confirm(load_id: LoadId, reason: Reason, by: By = None) -> None:
    """Let a version count that is held because it has far fewer rows than the one before (F09)."""
    from ingestion.load import confirmation
    from zengshou.jobs import steps

    steps.prepare()
    person = by or getpass.getuser()
    done = confirmation.confirm(steps.engine(), load_id, person=person, reason=reason)
    out.print(_told(done, "confirmed 已确认", "was confirmed before 先前已确认"), markup=False)


def _check(option: str, value: str | None, known: Collection[str]) -> None:
    """Refuse a value that no file can have. Raises typer's BadParameter."""
    if value is not None and value not in known:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(known)}", param_hint=option)


def _told(done: "Reversal | Confirmation", changed: str, unchanged: str) -> str:
    what = f"load {done.load_id} ({done.feed} {done.period} {done.file_name})"
    if not done.changed:
        return f"{what} {unchanged}: nothing to do"
    return f"{what} {changed}; the next `zengshou run` or `zengshou rebuild` updates the marts"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:%Y-%m-%d %H:%M}" if hasattr(value, "strftime") else str(value)
