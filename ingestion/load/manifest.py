"""Reads `_manifest.csv` of the upload gateway: which files were sent, and when.

Source: feeds.md, "Landing zone", F06.
"""

import csv
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from structlog.typing import FilteringBoundLogger

from ingestion.privacy.screen import screen

MANIFEST = "_manifest.csv"

_COLUMNS = ("file", "sha256", "sent_at")
#: The csv module does not treat a quote after a blank as a quote.
_AROUND = ' \t"'
_BUSINESS_TIME = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Line:
    """A line about a sent file: its sha256 and its time; None if the time cannot be read."""

    sha256: str
    sent_at: datetime | None


@dataclass(frozen=True)
class Manifest:
    """The lines for each file, in the order of writing.

    File names are free text, and blanks at their ends count. Only if no line has the exact name are
    blanks around names ignored.
    """

    lines: dict[str, list[Line]] = field(default_factory=dict)

    @cached_property
    def _trimmed(self) -> dict[str, list[Line]]:
        trimmed: dict[str, list[Line]] = {}
        for name, lines in self.lines.items():
            trimmed.setdefault(name.strip(), []).extend(lines)
        return trimmed

    def judge(self, file_name: str, sha256: str) -> tuple[datetime | None, bool]:
        """When these bytes were sent, and whether the manifest agrees with them.

        The earliest line with this sha256 counts, because sending the same bytes again changes
        nothing. Without such a line the last line counts, and it disagrees. Without any line there
        is no time, and the manifest agrees.
        """
        lines = self.lines.get(file_name) or self._trimmed.get(file_name.strip())
        if not lines:
            return None, True
        equal = [line.sent_at for line in lines if line.sha256 == sha256]
        if not equal:
            return lines[-1].sent_at, False
        return min((sent_at for sent_at in equal if sent_at), default=None), True

    def allows(self, file_name: str, sha256: str) -> bool:
        """True unless the file has lines and none of them has this sha256."""
        return self.judge(file_name, sha256)[1]


def read_manifest(data: bytes, log: FilteringBoundLogger) -> Manifest:
    """Read a manifest; damaged lines are logged and skipped, the other lines count."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        log.warning("damaged manifest", error=str(error))
        text = data.decode("utf-8-sig", errors="replace")
    lines: dict[str, list[Line]] = {}
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        reader.fieldnames = [name.strip(_AROUND).lower() for name in reader.fieldnames or ()]
        if not set(_COLUMNS[:2]) <= set(reader.fieldnames):
            log.warning("damaged manifest", error="no columns file and sha256")
            return Manifest()
        for record in reader:
            name, sha256, sent_at = (record.get(column) or "" for column in _COLUMNS)
            sha256, sent_at = sha256.strip(_AROUND), sent_at.strip(_AROUND)
            if not name.strip() or not sha256:
                log.warning("damaged manifest line", line=reader.line_num)
                continue
            moment = _moment(sent_at)
            if moment is None:
                log.warning("unreadable sent_at", name=screen(name).text, line=reader.line_num)
            lines.setdefault(name, []).append(Line(sha256.lower(), moment))
    except csv.Error as error:
        log.warning("damaged manifest", error=str(error))
    return Manifest(lines)


def _moment(text: str) -> datetime | None:
    """A timestamp from ISO 8601; without an offset it is in business time."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=_BUSINESS_TIME)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
