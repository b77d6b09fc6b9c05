"""Writes answers to all received files to the outbox; existing answers stay.

Source: issue 7, "Feedback per file"; `<landing>/../outbox/<recipient>/<period>/`.
"""

from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass

import sqlalchemy as sa
from fsspec import AbstractFileSystem

from ingestion.contract import Contract
from ingestion.database import driver_of
from ingestion.load.landing import ChangedSinceScan, LandedFile, scan
from ingestion.load.place import connected, open_place
from ingestion.privacy.stored_names import StoredNames
from ingestion.settings import get_settings
from ingestion.workers import Workers
from zengshou.outputs.feedback.answer_file import AnswerWriter, Unmade
from zengshou.outputs.feedback.answers import Answer, answers
from zengshou.outputs.outbox import deliver, outbox_of

KEY_AND_DIGEST = 2
#: For fewer answers than this, starting processes takes longer than writing.
FEW = 20


@dataclass
class Written:
    """The counts of one run: answers (including marked copies) and already existing answers."""

    answers: int = 0
    copies: int = 0
    unchanged: int = 0


def write_feedback(
    engine: sa.Engine, contracts: dict[str, Contract], landing_url: str, period: str | None = None
) -> Written:
    """Write the missing answers of one period, or of all periods.

    An answer with new content replaces the earlier answer. Raises FileNotFoundError if the landing
    zone does not exist.
    """
    outbox = outbox_of(landing_url)
    files, root = open_place(outbox)
    with engine.connect() as connection:
        found = answers(connection, contracts, period)
        present = _present(files, root)
        new = [one for one in found if _place(root, one) not in present[one.key]]
        names = StoredNames.of_warehouse(driver_of(connection), get_settings())
        landed = _landed(landing_url, contracts, new, names)
    written = Written(unchanged=len(found) - len(new))
    url = engine.url.render_as_string(hide_password=False)
    with (
        closing(AnswerWriter(url, contracts)) as maker,
        Workers(maker, is_much=len(new) > FEW) as workers,
    ):
        unmade = ((one, Unmade(one, _received(landed.get(one.key)))) for one in new)
        for one, made in workers.map(AnswerWriter.make, unmade):
            if made is None:
                continue  # for the type checker: every answer has an `Unmade`
            deliver(outbox, one.recipient, one.period, one.answer_name, made.content)
            for old in present[one.key]:
                with connected(files, spares_one_file=True):
                    files.rm_file(old)
            written.answers += 1
            written.copies += made.is_copy
    return written


def _present(files: AbstractFileSystem, root: str) -> defaultdict[str, list[str]]:
    """Paths of the existing answers, by the key in their names."""
    present: defaultdict[str, list[str]] = defaultdict(list)
    files.invalidate_cache()
    with connected(files):
        found = files.find(root) if files.exists(root) else []
    for path in found:
        pieces = path.rpartition("/")[2].split("_")
        if pieces[0] == "反馈" and len(pieces) > KEY_AND_DIGEST:
            present[pieces[-KEY_AND_DIGEST]].append(path)
    return present


def _place(root: str, answer: Answer) -> str:
    return f"{root.rstrip('/')}/{answer.recipient}/{answer.period}/{answer.answer_name}"


def _wants_copy(contract: Contract, answer: Answer) -> bool:
    return contract.form == "xlsx" and answer.status == "accepted" and answer.has_findings


def _landed(
    landing_url: str, contracts: dict[str, Contract], new: list[Answer], names: StoredNames
) -> dict[str, LandedFile]:
    """The received bytes of the files to copy, if the landing zone still has them."""
    wanted = {one.key: one for one in new if _wants_copy(contracts[one.feed], one)}
    if not wanted:
        return {}
    by_place = {(one.feed, one.period, one.file_name, one.sha256): one for one in wanted.values()}
    seen = {
        (one.feed, one.period, one.file_name): {(one.size, one.modified_at): one.sha256}
        for one in wanted.values()
    }
    feeds = {one.feed: contracts[one.feed] for one in wanted.values()}
    files = scan(landing_url, feeds, seen=seen, names=names)
    keyed = {
        (file.feed, file.period, file.file_name, file.sha256): file
        for file in files
        if not file.too_large
    }
    return {one.key: keyed[place] for place, one in by_place.items() if place in keyed}


def _received(file: LandedFile | None) -> bytes | None:
    """The file's bytes, if they are still the received bytes."""
    if file is None:
        return None
    try:
        return file.read()
    except ChangedSinceScan:
        return None
