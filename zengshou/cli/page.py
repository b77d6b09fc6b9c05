"""`zengshou page` and `zengshou docs`: pages for a browser."""

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from zengshou.cli.terminal import out as terminal
from zengshou.local.file_modes import for_others

Out = Annotated[
    Path | None, typer.Option(help="file to write; by default page/index.html in ZENGSHOU_HOME")
]
Outbox = Annotated[
    Path | None, typer.Option(help="outbox folder with sent files; the page links to them")
]


def page(out: Out = None, outbox: Outbox = None) -> None:
    """The static page (一页通) of the latest income year, with the score workbook beside it."""
    from ingestion.settings import get_settings
    from zengshou.jobs import steps
    from zengshou.outputs.page import publish_page

    if outbox is not None and not outbox.is_dir():
        raise typer.BadParameter(f"there is no folder {outbox}", param_hint="--outbox")
    modes = nullcontext() if out is None else for_others()
    with modes:
        typer.echo(str(publish_page(steps.engine(), get_settings(), out, outbox=outbox)))


def docs(
    to: Annotated[Path, typer.Option(help="folder of the site")] = Path("site"),
) -> None:
    """All documents as web pages: start page, static page, data quality, marts, contracts."""
    from ingestion.settings import get_settings
    from zengshou.jobs import steps
    from zengshou.outputs.site import write_site

    with for_others():
        written = write_site(steps.engine(), get_settings(), to)
    terminal.print(str(written), soft_wrap=True)
