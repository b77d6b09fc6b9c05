"""`zengshou editions`: lists and removes the marts as known at past times."""

from typing import Annotated

import typer
from rich import box
from rich.table import Table

from zengshou.cli.terminal import out

app = typer.Typer(help="the marts as known at past times (zengshou rebuild --known-at)")


@app.callback(invoke_without_command=True)
def editions(context: typer.Context) -> None:
    """The existing editions, with build time and number of files."""
    from zengshou.jobs import steps
    from zengshou.warehouse.editions import editions

    if context.invoked_subcommand is not None:
        return
    steps.prepare()
    with steps.engine().connect() as connection:
        found = editions(connection)
    if not found:
        out.print("no editions except marts")
        return
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("版本 edition", "建成 built", "文件 files"):
        table.add_column(heading)
    for one in found:
        built = f"{one.built_at:%Y-%m-%d %H:%M}" if one.built_at else "not completed"
        table.add_row(one.name, built, f"{one.files:,}")
    out.print(table)


@app.command()
def remove(
    name: Annotated[str, typer.Argument(help="schema, as shown by `zengshou editions`")],
) -> None:
    """Drop an edition with its schemas; `marts` and the received data stay."""
    from ingestion.settings import get_settings
    from zengshou.jobs import steps
    from zengshou.warehouse.editions import remove

    steps.prepare()
    remove(steps.engine(), get_settings(), name)
    out.print(f"removed: {name}")
