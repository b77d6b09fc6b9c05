"""`zengshou dispatch` and `zengshou report`: workbooks and reports for counties and city."""

import getpass
from typing import Annotated

import typer

from zengshou.cli.options import County, OptionalMonth
from zengshou.cli.terminal import out

Out = Annotated[
    str | None, typer.Option(help="outbox (folder or URL); by default beside the landing zone")
]

Sender = Annotated[
    str | None, typer.Option("--by", help="person who sends them; default: the login name")
]


def dispatch(month: OptionalMonth = None, out: Out = None, by: Sender = None) -> None:
    """A month's workbooks: worklists per owner, one per township and county, the city's summary.

    Without a month, those of the last month that has figures. The worklists show households to
    their owners: `ops.audit` records who sent them.
    """
    from zengshou.jobs import steps

    wanted = month or steps.last_month_with_figures()
    if wanted is None:
        raise typer.BadParameter("no month has figures yet: run `zengshou run` first")
    _tell(steps.dispatch(wanted, _outbox(out), by or getpass.getuser()))


def report(
    county: County,
    quarter: Annotated[str, typer.Option(metavar="YYYYQn")],
    out: Out = None,
) -> None:
    """A county's quarterly report as a Word document."""
    from zengshou.jobs import steps
    from zengshou.outputs.dispatch import read_figures
    from zengshou.outputs.quarterly_report import write_reports
    from zengshou.outputs.quarterly_report.quarter import Quarter
    from zengshou.warehouse.snapshot import one_state

    try:
        wanted = Quarter.parse(quarter)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    outbox = _outbox(out)
    with one_state(steps.engine()) as connection:
        figures = read_figures(connection, wanted.months[-1])
        written = write_reports(connection, figures, wanted, outbox, county)
    _tell(written)


def _outbox(out: str | None) -> str:
    from zengshou.jobs import steps

    try:
        return steps.outbox(out)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _tell(written: list[str]) -> None:

    for path in written:
        out.print(path, soft_wrap=True, markup=False, highlight=False)
