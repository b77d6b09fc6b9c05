"""The links of the page: only to existing files."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True)
class Link:
    """A file or folder with its display name."""

    name: str
    path: Path

    def address_from(self, folder: Path) -> str:
        """Its address relative to a folder."""
        return quote(Path(os.path.relpath(self.path.resolve(), folder.resolve())).as_posix())


def present(candidates: Mapping[str, Path]) -> list[Link]:
    """The candidates (name: path) that exist."""
    return [Link(name, path) for name, path in candidates.items() if path.exists()]


def outbox_links(outbox: Path, names: Mapping[str, str]) -> list[Link]:
    """The latest files of the divisions in `names` (code: name), and the outbox as a whole.

    The outbox holds `<recipient>/<period>/<file>` (issue "What people get", Feedback per file).
    """
    if not outbox.is_dir():
        return []
    found = [link for code, name in names.items() for link in _latest(outbox / code, name)]
    return [*found, Link("全部反馈和报表（按收件单位）", outbox)]


def _latest(recipient: Path, name: str) -> Iterator[Link]:
    """The files of the recipient's latest period of each kind (month, quarter, year)."""
    if not recipient.is_dir():
        return
    latest = {len(period.name): period for period in sorted(recipient.iterdir()) if period.is_dir()}
    for period in latest.values():
        for file in sorted(path for path in period.iterdir() if path.is_file()):
            yield Link(f"{name} {period.name}：{file.name}", file)
