"""`zengshou page`."""

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[
    Path | None, typer.Option(help="file to write; by default page/index.html in ZENGSHOU_HOME")
]
Outbox = Annotated[
    Path | None, typer.Option(help="folder of what was sent to people, to be linked to")
]


def page(out: Out = None, outbox: Outbox = None) -> None:
    """The static page (一页通) of the latest income year, the score workbook beside it."""
    from ingestion.settings import get_settings
    from zengshou.jobs import steps
    from zengshou.outputs.page import publish_page

    if outbox is not None and not outbox.is_dir():
        raise typer.BadParameter(f"there is no folder {outbox}", param_hint="--outbox")
    typer.echo(str(publish_page(steps.engine(), get_settings(), out, outbox=outbox)))
