"""Where files for people go: `<landing>/../outbox/<recipient>/<period>/`.

A recipient is a division code (city, county, village) or a department's feed; the landing zone
may be on anything that fsspec can write.
"""

import os
from pathlib import Path

from fsspec.core import url_to_fs

from ingestion.settings import get_settings

OUTBOX = "outbox"


def outbox_of(landing: str) -> str:
    """Folder or URL of the outbox beside a landing zone.

    Where nothing can be written beside a folder, it is `outbox` in zengshou's own home: what was
    loaded is not to fail for that. Raises ValueError for a landing zone that is a store's root, as
    nothing lies beside it.
    """
    if "://" not in landing:
        beside = Path(landing).resolve().parent / OUTBOX
        place = beside if beside.exists() else beside.parent
        is_read_only = place.exists() and not os.access(place, os.W_OK)
        return str(get_settings().home.resolve() / OUTBOX if is_read_only else beside)
    parent = landing.rstrip("/").rpartition("/")[0]
    if parent.endswith(":/"):
        raise ValueError(f"{landing} is the root of its store: an outbox cannot lie beside it")
    return f"{parent}/{OUTBOX}"


def deliver(outbox: str, recipient: str, period: str, file_name: str, content: bytes) -> str:
    """Write a file for a recipient in place of an earlier one; returns where it lies."""
    files, root = url_to_fs(outbox)
    folder = f"{root.rstrip('/')}/{recipient}/{period}"
    files.makedirs(folder, exist_ok=True)
    path = f"{folder}/{file_name}"
    unfinished = f"{path}.part"
    files.pipe_file(unfinished, content)
    files.mv(unfinished, path)
    return path
