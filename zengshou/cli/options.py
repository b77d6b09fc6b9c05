"""Options that several commands share, and their checks."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from zengshou import words

MONTH = re.compile(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])")


def checked_month(value: str | None) -> str | None:
    """The value, if it is a month or not given; otherwise raises typer's BadParameter."""
    if value is not None and not MONTH.fullmatch(value):
        raise typer.BadParameter(f"{value!r} is not a month, write it as YYYY-MM")
    return value


def county_code(value: str | None) -> str | None:
    """The code of a county given by code or name; otherwise raises typer's BadParameter."""
    return _division_code(value, len("230521"))


def _division_code(value: str | None, digits: int) -> str | None:
    if value is None:
        return None
    known = {code: name for code, name in words.names("division").items() if len(code) == digits}
    if value in known:
        return value
    found = [code for code, name in known.items() if name == value]
    if len(found) == 1:
        return found[0]
    listed = "、".join(f"{name} {code}" for code, name in known.items())
    raise typer.BadParameter(f"there is no county {value} (there are: {listed})")


def checked_landing(value: str) -> str:
    """The value, if it is a URL or an existing folder; otherwise raises typer's BadParameter."""
    if "://" not in value and not Path(value).is_dir():
        raise typer.BadParameter(f"there is no folder {value}")
    return value


def checked_instant(value: str | None) -> str | None:
    """The value, if it is a timestamp with offset or not given; otherwise raises BadParameter."""
    if value is not None:
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            raise typer.BadParameter(f"{value!r} is not an ISO 8601 timestamp") from None
        if instant.tzinfo is None:
            raise typer.BadParameter(f"{value!r} lacks its UTC offset, e.g. +08:00")
    return value


def first_day(month: str | None) -> date | None:
    """The first day of a month given as YYYY-MM."""
    return date.fromisoformat(f"{month}-01") if month else None


MonthOption = Annotated[str, typer.Option(callback=checked_month, metavar="YYYY-MM")]
OptionalMonth = Annotated[str | None, typer.Option(callback=checked_month, metavar="YYYY-MM")]
Landing = Annotated[str, typer.Option(callback=checked_landing, help="folder or fsspec URL")]
Instant = Annotated[
    str | None,
    typer.Option(
        callback=checked_instant, help="ISO timestamp: the state of knowledge at that time"
    ),
]
County = Annotated[str, typer.Option(callback=county_code, help="county, by name or code")]
OptionalCounty = Annotated[
    str | None, typer.Option(callback=county_code, help="county, by name or code")
]
Year = Annotated[int, typer.Option(help="assessment year")]
Reason = Annotated[str, typer.Option(help="reason; it is recorded")]
By = Annotated[str | None, typer.Option(help="person who decided; default: the login name")]
