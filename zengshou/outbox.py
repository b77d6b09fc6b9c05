"""Where files for people go: `<landing>/../outbox/<recipient>/<period>/` (issue 7).

A recipient is a division code (city, county, village) or a department's feed; the landing zone
may be on anything that fsspec can write.
"""

from pathlib import Path

from fsspec.core import url_to_fs

OUTBOX = "outbox"


def outbox_of(landing: str) -> str:
    """Folder or URL of the outbox beside a landing zone.

    Raises ValueError for a landing zone that is a store's root, as nothing lies beside it.
    """
    if "://" not in landing:
        return str(Path(landing).resolve().parent / OUTBOX)
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
