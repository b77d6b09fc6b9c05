"""Writes the answer to one received file; it can run in any process."""

from functools import cached_property
from typing import NamedTuple

import sqlalchemy as sa
import structlog
from openpyxl import Workbook

from ingestion.contract import Contract
from ingestion.database import new_engine
from zengshou.outputs.feedback.answers import Answer, differences, findings
from zengshou.outputs.feedback.marked_copy import marked_copy
from zengshou.outputs.feedback.summary_sheet import list_differences, summarise
from zengshou.outputs.office.reproducible import stable_bytes

log = structlog.get_logger(__name__)


class Unmade(NamedTuple):
    """An answer to write, with the received bytes if the answer is a marked copy of them."""

    answer: Answer
    received: bytes | None


class Made(NamedTuple):
    """An answer's file, and whether it is a copy of the received file."""

    content: bytes
    is_copy: bool


class AnswerWriter:
    """Writes answers; each process has its own connection to the warehouse."""

    def __init__(self, url: str, contracts: dict[str, Contract]) -> None:
        self._url = url
        self._contracts = contracts

    @cached_property
    def _engine(self) -> sa.Engine:
        return new_engine(self._url)

    @cached_property
    def _connection(self) -> sa.Connection:
        return self._engine.connect()

    def close(self) -> None:
        """Close this process's connection, if it has one."""
        if "_connection" in self.__dict__:
            self._connection.close()
            self._engine.dispose()

    def make(self, one: Unmade) -> Made:
        """The file of an answer; if it cannot be written, the plainest one: what became of it."""
        try:
            return self._made(one)
        except Exception as error:  # noqa: BLE001 - one answer must not keep back the others
            self._connection.rollback()
            log.warning("plain answer", load_id=one.answer.load_id, error=type(error).__name__)
            return self._plainest(one.answer)

    def _plainest(self, answer: Answer) -> Made:
        book = Workbook(write_only=True)
        summarise(book, self._contracts[answer.feed], answer, [])
        return Made(stable_bytes(book, answer.received_at), is_copy=False)

    def _made(self, one: Unmade) -> Made:
        answer, contract = one.answer, self._contracts[one.answer.feed]
        book = self._copy(contract, one)
        is_copy = book is not None
        if book is None:
            book = Workbook(write_only=True)
        found = findings(self._connection, answer)
        lacks_copy = one.received is not None and not is_copy
        first = summarise(book, contract, answer, found, lacks_copy=lacks_copy)
        if rows := differences(self._connection, answer):
            list_differences(book, answer, rows)
        book.active = first
        return Made(stable_bytes(book, answer.received_at), is_copy)

    def _copy(self, contract: Contract, one: Unmade) -> Workbook | None:
        if one.received is None:
            return None
        found = findings(self._connection, one.answer)
        return marked_copy(contract, one.answer.period, one.received, found)
