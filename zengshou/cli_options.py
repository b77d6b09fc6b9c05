"""Options that several commands share."""

import re
from datetime import date
from typing import Annotated

import typer

MONTH = re.compile(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])")


def _month(value: str | None) -> str | None:
    if value is not None and not MONTH.fullmatch(value):
        raise typer.BadParameter(f"{value!r} is not a month, write it as YYYY-MM")
    return value


Month = Annotated[str | None, typer.Option(callback=_month, metavar="YYYY-MM")]


def first_day(month: str | None) -> date | None:
    """The first day of a month given as YYYY-MM."""
    return date.fromisoformat(f"{month}-01") if month else None
