"""The command `zengshou check`: tries files before they are sent."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zengshou.cli.terminal import complain, out
from zengshou.local.file_modes import for_others

if TYPE_CHECKING:
    from zengshou.jobs.trial import Tried

FOUND = 1
SHOWN = 50


def check(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True)],
    feed: Annotated[str | None, typer.Option(help="default: told from the headers")] = None,
    period: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM|YYYY", help="default: as the file says, else last"),
    ] = None,
    to: Annotated[
        Path | None, typer.Option(file_okay=False, help="folder for the marked copies")
    ] = None,
) -> None:
    """Try files before sending: findings as the gate would have them; nothing is stored.

    Exit code 0: no finding; 1: findings; 2: a file of no known feed.
    """
    from ingestion.contract import load_contracts
    from ingestion.settings import get_settings
    from zengshou.cli.feedback import checked_period
    from zengshou.jobs import steps
    from zengshou.jobs.trial import UnknownFeed, try_file

    if feed is not None and feed not in load_contracts():
        raise typer.BadParameter(f"{feed!r} is none of {', '.join(load_contracts())}")
    checked_period(period)
    steps.prepare()
    codes = {0}
    for file in files:
        try:
            tried = try_file(
                steps.engine(),
                get_settings(),
                file.name,
                file.read_bytes(),
                feed=feed,
                period=period,
            )
        except UnknownFeed as error:
            codes.add(complain(f"{file}: {error}", error.exit_code))
            continue
        out.print(*_told(file, tried), sep="\n", markup=False, highlight=False, soft_wrap=True)
        codes.add(FOUND if tried.findings else 0)
        if to is not None:
            _keep(to, file, tried)
    if code := max(codes):
        raise typer.Exit(code)


def _keep(folder: Path, file: Path, tried: "Tried") -> None:
    copy = folder / f"试填_{file.stem}.xlsx"
    with for_others():
        folder.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(tried.book)
    out.print(f"  {copy}", markup=False, highlight=False, soft_wrap=True)


def _told(file: Path, tried: "Tried") -> Iterator[str]:
    answer = tried.answer
    rows = answer.rows
    if answer.status == "duplicate":
        yield f"{file}: {answer.feed} {answer.period}, received already with the same bytes"
        return
    yield (
        f"{file}: {answer.feed} {answer.period}, {rows['rows_received']} rows, "
        f"{rows['rows_rejected']} would be rejected, {len(tried.findings)} findings"
    )
    for finding in tried.findings[:SHOWN]:
        row = f"第{finding.row_number}行" if finding.row_number else "整个文件"
        place = " ".join(filter(None, (row, finding.column_name)))
        yield f"  {finding.rule} {finding.severity} {place}: {finding.message}"
    if (more := len(tried.findings) - SHOWN) > 0:
        yield f"  and {more} more (--to FOLDER writes them all)"
