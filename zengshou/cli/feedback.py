"""The command `zengshou feedback`."""

import re
from typing import Annotated

import typer

PERIOD = re.compile(r"[1-9][0-9]{3}(-(0[1-9]|1[0-2]))?")


def checked_period(value: str | None) -> str | None:
    """The value, if it is a period or not given; otherwise raises typer's BadParameter."""
    if value is not None and not PERIOD.fullmatch(value):
        raise typer.BadParameter(f"{value!r} is not a period, write it as YYYY-MM or YYYY")
    return value


def feedback(
    landing: Annotated[
        str | None, typer.Option(help="folder or fsspec URL; default: ZENGSHOU_LANDING_URL")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(callback=checked_period, metavar="YYYY-MM|YYYY", help="default: all"),
    ] = None,
) -> None:
    """Write the feedback (反馈) on each file to the outbox next to the landing zone."""
    from zengshou.jobs import steps
    from zengshou.outputs.outbox import outbox_of

    try:
        url = steps.landing_zone(landing)
        where = outbox_of(url)
        done = steps.feedback(url, period)
    except (FileNotFoundError, ValueError) as error:
        raise typer.BadParameter(str(error)) from None
    typer.echo(
        f"{where}: {done.answers} written ({done.copies} marked copies), {done.unchanged} unchanged"
    )
