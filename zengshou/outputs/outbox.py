"""The outbox for files to people: `<landing>/../outbox/<recipient>/<period>/`.

A recipient is a division code (city, county, village) or a department's feed. The landing zone can
be on any file system that fsspec can write.
"""

import os
from pathlib import Path

from ingestion.load.place import connected, open_place, without_password
from ingestion.settings import get_settings
from zengshou.local.file_modes import for_others

OUTBOX = "outbox"


def outbox_of(landing: str) -> str:
    """Folder or URL of the outbox next to a landing zone.

    If the parent folder is not writable, the outbox is `outbox` in zengshou's home, so that a load
    does not fail for that reason. Raises ValueError if the landing zone is the root of a store: it
    has no parent.
    """
    if "://" not in landing:
        beside = Path(landing).resolve().parent / OUTBOX
        place = beside if beside.exists() else beside.parent
        is_read_only = place.exists() and not os.access(place, os.W_OK)
        return str(get_settings().home.resolve() / OUTBOX if is_read_only else beside)
    parent = landing.rstrip("/").rpartition("/")[0]
    if parent.endswith(":/"):
        raise ValueError(
            f"{without_password(landing)} is the root of its store: "
            "use a folder, with place for the outbox beside it"
        )
    return f"{parent}/{OUTBOX}"


def deliver(outbox: str, recipient: str, period: str, file_name: str, content: bytes) -> str:
    """Write a file for a recipient and replace an earlier one; returns its location."""
    return write(f"{outbox.rstrip('/')}/{recipient}/{period}", file_name, content)


def write(folder: str, file_name: str, content: bytes) -> str:
    """Write a file whole into a folder or URL and replace an earlier one; returns its location.

    Raises ConnectionError if the store does not answer.
    """
    files, root = open_place(folder)
    path = f"{root}/{file_name}"
    unfinished = f"{path}.part"
    with for_others(), connected(files, spares_one_file=True):
        files.makedirs(root, exist_ok=True)
        files.pipe_file(unfinished, content)
        files.mv(unfinished, path)
    return path
