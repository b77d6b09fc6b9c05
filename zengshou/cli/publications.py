"""`zengshou publications`: when the marts changed, the files behind it, and the changes."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table

from zengshou.cli.options import OptionalCounty
from zengshou.cli.terminal import out

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

app = typer.Typer(help="when the marts changed, which files caused it, and the changes by county")

LIST = """
select
    publication.publication_id, publication.published_at, publication.touched_from,
    (select count(*) from ops.publication_load as file
        where file.publication_id = publication.publication_id) as files,
    coalesce(sum(change.came), 0) as came,
    coalesce(sum(change.went), 0) as went,
    coalesce(sum(change.changed), 0) as changed
from ops.publication as publication
left join ops.publication_change as change using (publication_id)
group by publication.publication_id
order by publication.publication_id desc
limit :limit
"""
#: With a county: the changes counted for it.
CHANGES = """
select mart, county_code, month, came, went, changed
from ops.publication_change
where publication_id = :number and (cast(:county as text) is null or county_code = :county)
order by mart, county_code, month
"""
#: With a county: files of its villages, and files that are not of one village.
FILES = """
select receipt.feed, receipt.period, receipt.file_name, file.status_before, file.status_after
from ops.publication_load as file
inner join ops.receipt as receipt using (load_id)
where file.publication_id = :number and (
    cast(:county as text) is null or receipt.unit is null or starts_with(receipt.unit, :county)
)
order by receipt.feed, receipt.period, receipt.file_name
"""
KNOWN = "select exists (select from ops.publication where publication_id = :number)"
HEADINGS = {
    "publication_id": "编号 publication",
    "published_at": "发布 published",
    "touched_from": "重算起 made new from",
    "files": "文件 files",
    "mart": "表 mart",
    "county_code": "县(区) county",
    "month": "月份 month",
    "came": "新增 came",
    "went": "删除 went",
    "changed": "变化 changed",
    "feed": "来源 feed",
    "period": "期间 period",
    "file_name": "文件 file",
    "status_before": "之前 before",
    "status_after": "之后 after",
}


@app.callback(invoke_without_command=True)
def publications(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="maximum number of publications")] = 10,
) -> None:
    """The last publications, with the number of changed files and rows."""
    if context.invoked_subcommand is None:
        _print(_rows(LIST, limit=limit))


@app.command()
def show(
    number: Annotated[int, typer.Argument(help="number shown by `zengshou publications`")],
    county: OptionalCounty = None,
) -> None:
    """The changes of a publication by mart, county and month, and its changed files."""
    [known] = _rows(KNOWN, number=number)
    if not known["exists"]:
        raise typer.BadParameter(f"there is no publication {number}: see `zengshou publications`")
    _print(_rows(FILES, number=number, county=county))
    _print(_rows(CHANGES, number=number, county=county))


def _rows(query: str, **values: Any) -> Sequence["RowMapping"]:
    import sqlalchemy as sa

    from zengshou.jobs import steps

    steps.prepare()
    with steps.engine().connect() as connection:
        return connection.execute(sa.text(query), values).mappings().all()


def _print(rows: Sequence["RowMapping"]) -> None:

    if not rows:
        out.print("nothing")
        return
    table = Table(box=box.SIMPLE_HEAD)
    for name in rows[0]:
        table.add_column(HEADINGS[name], overflow="fold")
    for row in rows:
        table.add_row(*(_shown(value) for value in row.values()))
    out.print(table, highlight=False)


def _shown(value: object) -> str:
    match value:
        case None:
            return "—"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return f"{value:%Y-%m}"
        case _:
            return str(value)
