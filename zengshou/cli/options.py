"""A month on the command line, written YYYY-MM."""

import re
from datetime import date
from typing import Annotated

import typer

MONTH = re.compile(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])")


def checked_month(value: str | None) -> str | None:
    """The value, if it is a month or not given; typer's BadParameter otherwise."""
    if value is not None and not MONTH.fullmatch(value):
        raise typer.BadParameter(f"{value!r} is not a month, write it as YYYY-MM")
    return value


MonthOption = Annotated[str, typer.Option(callback=checked_month, metavar="YYYY-MM")]
OptionalMonth = Annotated[str | None, typer.Option(callback=checked_month, metavar="YYYY-MM")]


def first_day(month: str | None) -> date | None:
    """The first day of a month given as YYYY-MM."""
    return date.fromisoformat(f"{month}-01") if month else None
