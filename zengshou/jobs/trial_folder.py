"""The folder 试填 of the landing zone: its files are answered in the outbox and never received.

An answer lies in `<outbox>/试填/`. A file is answered once, and again if it changes.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
import structlog
from fsspec import AbstractFileSystem
from openpyxl import Workbook

from ingestion.database import driver_transaction
from ingestion.load.folder import Entry, entries
from ingestion.load.landing import TRIAL_FOLDER
from ingestion.load.place import connected, open_place
from ingestion.privacy.stored_names import StoredNames
from ingestion.settings import Settings
from zengshou.outputs.feedback.answers import FORBIDDEN, NAME_LENGTH
from zengshou.outputs.office.reproducible import stable_bytes
from zengshou.outputs.office.safe_text import safe_text
from zengshou.outputs.outbox import outbox_of, write

log = structlog.get_logger(__name__)
UNKNOWN = "表头不是任何一种报表的表头，或同时符合几种报表：请使用规定模板。"
FAILED = "文件无法检查，请另存为规定格式后再试。"
_UNFINISHED = re.compile(r"~\$|[.]|.*[.](?:tmp|part|filepart)$")


@dataclass(frozen=True)
class TrialFile:
    """A file in the folder 试填: its name as it is shown, and the name of its answer."""

    entry: Entry
    shown_name: str
    answer_name: str


def waiting_trials(engine: sa.Engine, settings: Settings, landing_url: str) -> list[TrialFile]:
    """The files that are not answered yet."""
    files, root = open_place(landing_url)
    with driver_transaction(engine) as connection:
        names = StoredNames.of_warehouse(connection, settings)
    with connected(files):
        found = [
            TrialFile(entry, names.of(entry.name), _answer_name(entry, names, files))
            for entry in entries(files, f"{root.rstrip('/')}/{TRIAL_FOLDER}")
            if entry.is_file and not _UNFINISHED.match(entry.name)
        ]
    if not found:
        return []
    answered_files, answers = open_place(f"{outbox_of(landing_url)}/{TRIAL_FOLDER}")
    with connected(answered_files):
        answered = {entry.name for entry in entries(answered_files, answers)}
    return [one for one in found if one.answer_name not in answered]


def answer_trials(engine: sa.Engine, settings: Settings, landing_url: str) -> int:
    """Answer the files that wait; returns their number."""
    waiting = waiting_trials(engine, settings, landing_url)
    files, _ = open_place(landing_url)
    for one in waiting:
        folder = f"{outbox_of(landing_url)}/{TRIAL_FOLDER}"
        write(folder, one.answer_name, _answer(engine, settings, one, files))
    return len(waiting)


def _answer(
    engine: sa.Engine, settings: Settings, one: TrialFile, files: AbstractFileSystem
) -> bytes:
    """The answer's workbook; no file keeps back the others. Raises ConnectionError."""
    from zengshou.jobs.trial import UnknownFeed, try_file  # loads the gate

    try:
        with connected(files, spares_one_file=True):
            data = files.cat_file(one.entry.path)
        return try_file(engine, settings, one.entry.name, data).book
    except UnknownFeed:
        return _plain(one.shown_name, UNKNOWN)
    except ConnectionError:  # of the store: the next run answers
        raise
    except Exception as error:  # noqa: BLE001 - one file must not keep back the others
        log.warning("no trial of a file", file=one.shown_name, error=type(error).__name__)
        return _plain(one.shown_name, FAILED)


def _plain(name: str, text: str) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("反馈汇总")
    sheet.append(["文件", safe_text(name)])
    sheet.append(["结果", text])
    return stable_bytes(book, datetime.now(UTC))


def _answer_name(entry: Entry, names: StoredNames, files: AbstractFileSystem) -> str:
    mtime, _ = entry.modified(files)
    key = hashlib.sha256(f"{entry.name}|{entry.size}|{mtime}".encode()).hexdigest()[:8]
    name = names.of(entry.name)
    stem = FORBIDDEN.sub("_", name.rpartition(".")[0] or name)
    return f"试填_{stem[:NAME_LENGTH].strip(' .')}_{key}.xlsx"
