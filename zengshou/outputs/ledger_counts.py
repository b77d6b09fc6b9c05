"""Counts in the ledger after a run, as tables for the terminal."""

from collections.abc import Callable, Sequence
from contextlib import suppress

import sqlalchemy as sa
from rich import box
from rich.table import Table
from sqlalchemy import RowMapping

from ingestion.contract import load_contracts

BY_FEED = """
select
    feed,
    count(*) as files,
    count(*) filter (where status = 'accepted') as accepted,
    count(*) filter (where status = 'superseded') as superseded,
    count(*) filter (where status = 'rejected') as rejected,
    count(*) filter (where status = 'held') as held,
    count(*) filter (where status = 'duplicate') as duplicate,
    count(*) filter (where status = 'reverted') as reverted,
    sum(rows_received) as rows_received,
    sum(rows_accepted) as rows_accepted,
    sum(rows_rejected) as rows_rejected,
    sum(rows_out_of_scope) as rows_out_of_scope,
    sum(rows_duplicate) as rows_duplicate
from ops.load
group by feed
order by feed
"""
RECEIVED = "select count(*) from ops.receipt where trial is null"
FILES = {
    "files": "收到 received",
    "accepted": "有效 accepted",
    "superseded": "被替换 superseded",
    "rejected": "退回 rejected",
    "held": "暂缓 held",
    "duplicate": "重复 duplicate",
    "reverted": "撤回 reverted",
}
ROWS = {
    "rows_received": "收到 received",
    "rows_accepted": "采用 accepted",
    "rows_rejected": "退回 rejected",
    "rows_out_of_scope": "范围外 out of scope",
    "rows_duplicate": "重复 duplicate",
}


def feed_counts(engine: sa.Engine) -> list[Table]:
    """Two tables: files and rows received, accepted and rejected per feed."""
    with engine.connect() as connection:
        rows = connection.execute(sa.text(BY_FEED)).mappings().all()
    return [
        _table("文件 files", FILES, rows),
        _table("数据行 rows", ROWS, rows),
    ]


def received_since(engine: sa.Engine) -> Callable[[], int]:
    """A function that tells how many files came into the ledger since now.

    Without a connection it tells what it knew before: what is shown must not stop a run.
    """

    def count() -> int:
        with engine.connect() as connection:
            return int(connection.execute(sa.text(RECEIVED)).scalar_one())

    before = known = count()

    def since() -> int:
        nonlocal known
        with suppress(sa.exc.SQLAlchemyError):
            known = count()
        return known - before

    return since


def _table(title: str, headings: dict[str, str], rows: Sequence[RowMapping]) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("来源 feed", no_wrap=True)
    for heading in headings.values():
        table.add_column("\n".join(heading.split(" ", 1)), justify="right")
    titles = {feed: contract.title for feed, contract in load_contracts().items()}
    for row in rows:
        counts = (f"{row[name] or 0:,}" for name in headings)
        table.add_row(titles.get(row["feed"], row["feed"]), *counts)
    return table
