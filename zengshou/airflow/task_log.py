"""The log of one task of a run without scheduler, as Airflow's page reads it: a JSON line each.

What the libraries say about their own work is left out, but for warnings; under a scheduler it
stands in the services' logs.
"""

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

#: A line of the run's log: time, level, message, and where it comes from.
LINE = re.compile(
    r"(?P<timestamp>\S+Z) \[(?P<level>\w+)\s*\] (?P<event>.*)\s\[(?P<logger>[a-z][\w.-]*)\]"
    r"(?P<more>.*)"
)
PLACE_IN_CODE = re.compile(r" ?(?:loc|correlation_id|lineno|filename)=\S+")
OF_LIBRARIES = ("airflow.", "task", "alembic", "great_expectations", "py.warnings")
LOUD = ("warning", "error", "critical")


class TaskLog(io.TextIOBase):
    """Takes the text of the run's log while the task runs."""

    def __init__(self, path: Path) -> None:
        """Begin the file anew; `path` is where Airflow looks for it."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        self._file = path.open("w", encoding="utf-8", buffering=1)
        self._begun = ""

    def write(self, text: str) -> int:
        """Write the lines that are complete; the rest waits for its end."""
        *whole, self._begun = (self._begun + text).split("\n")
        for line in whole:
            if said := as_read(line):
                self._file.write(json.dumps(said, ensure_ascii=False) + "\n")
        return len(text)

    def say(self, text: str) -> None:
        """Write a line of our own."""
        said = {"timestamp": datetime.now(UTC).isoformat(), "level": "info", "event": text}
        self._file.write(json.dumps(said, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Write what is left and close the file."""
        if self._begun:
            self.write("\n")
        self._file.close()


def as_read(line: str) -> dict[str, str] | None:
    """The line as the page shows it; None for what libraries say about their own work."""
    if not line.strip():
        return None
    found = LINE.fullmatch(line)
    if found is None:
        return {"timestamp": datetime.now(UTC).isoformat(), "level": "info", "event": line}
    logger, level = found["logger"], found["level"]
    is_loud = level in LOUD and logger != "py.warnings"
    if logger.startswith(OF_LIBRARIES) and not is_loud:
        return None
    said = f"{found['event'].strip()} {PLACE_IN_CODE.sub('', found['more']).strip()}".strip()
    return {"timestamp": found["timestamp"], "level": level, "event": said, "logger": logger}
