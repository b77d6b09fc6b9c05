"""Which received files are versions, which are copies, and which version is in force.

Pure logic over the receipts of one feed, in order of receipt time: the result depends on the set of
receipts, not on the order of their arrival. Source: feeds.md, "Landing zone" and "Doubtful input"
(Versions that shrink).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction


class Standing(StrEnum):
    """What a received file is among the others of its feed and period."""

    #: It took the place of the version before it.
    VERSION = "version"
    #: Its bytes are those of the latest version, under another name.
    DUPLICATE = "duplicate"
    #: The same under the same name: nothing happened.
    REPEATED = "repeated"
    #: It has far fewer rows than the version that it would replace, so it waits for a person (F09).
    SHRUNKEN = "shrunken"


@dataclass(frozen=True)
class Receipt:
    """A receipt after the judgement of its file and rows.

    `units` are what it replaces (all, a kind, a village, counties). `rows` are those neither
    rejected nor duplicate. `may_be_original`: copies of it are duplicates, also if the file is
    rejected. `may_shrink`: a person confirmed it, or versions of its
    kind may have any number of rows.
    """

    load_id: int
    period: str
    file_name: str
    sha256: str
    received_at: datetime
    is_passed: bool
    units: frozenset[str] = frozenset()
    rows: int = 0
    may_be_original: bool = True
    may_shrink: bool = True


@dataclass(frozen=True)
class Shrinking:
    """A version shrinks if it has fewer rows than `share` of one that had at least `least_rows`."""

    share: Fraction
    least_rows: int

    def is_met(self, rows: int, before: int) -> bool:
        """True if so few rows must not replace so many without a person's word."""
        return before >= self.least_rows and rows < before * self.share


@dataclass(frozen=True)
class Stand:
    """The standing of a receipt; `rows_before` are those of the version it would replace."""

    standing: Standing
    rows_before: int | None = None


@dataclass
class Versions:
    """The standing of each receipt, and the versions in force by period and unit."""

    stands: dict[int, Stand] = field(default_factory=dict)
    in_force: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass
class _Bytes:
    """Bytes that are the latest version of something, and the names under which they came."""

    receipt: Receipt
    names: set[str]


def versions(receipts: Iterable[Receipt], shrinking: Shrinking) -> Versions:
    """The versions of one feed."""
    return _Sequence(shrinking).result(
        sorted(receipts, key=lambda one: (one.received_at, one.file_name, one.sha256))
    )


class _Sequence:
    def __init__(self, shrinking: Shrinking) -> None:
        self._shrinking = shrinking
        self._found = Versions()
        self._latest: dict[tuple[str, str], _Bytes] = {}
        #: Originals that replace nothing: rejected files, and year tables without any county.
        self._apart: dict[tuple[str, str], _Bytes] = {}

    def result(self, receipts: Sequence[Receipt]) -> Versions:
        for receipt in receipts:
            self._found.stands[receipt.load_id] = self._stand(receipt)
        for place, latest in self._latest.items():
            self._found.in_force[place] = latest.receipt.load_id
        return self._found

    def _stand(self, receipt: Receipt) -> Stand:
        places = [(receipt.period, unit) for unit in receipt.units] if receipt.is_passed else []
        if not places:
            return self._stand_apart(receipt)
        latest = [self._latest.get(place) for place in places]
        same = [one for one in latest if one and one.receipt.sha256 == receipt.sha256]
        if len(same) == len(places):
            return _copy(receipt, same)
        before = max((self._rows_before(receipt, unit) for unit in receipt.units), default=0)
        if not receipt.may_shrink and self._shrinking.is_met(receipt.rows, before):
            return Stand(Standing.SHRUNKEN, before)
        version = _Bytes(receipt, {receipt.file_name})
        self._latest.update(dict.fromkeys(places, version))
        return Stand(Standing.VERSION)

    def _stand_apart(self, receipt: Receipt) -> Stand:
        place = receipt.period, receipt.sha256
        if place in self._apart and receipt.may_be_original:
            return _copy(receipt, [self._apart[place]])
        if receipt.may_be_original:
            self._apart[place] = _Bytes(receipt, {receipt.file_name})
        return Stand(Standing.VERSION)

    def _rows_before(self, receipt: Receipt, unit: str) -> int:
        """Rows of the version in force of the period, else of the latest earlier period."""
        periods = [
            period for period, one in self._latest if one == unit and period <= receipt.period
        ]
        return self._latest[max(periods), unit].receipt.rows if periods else 0


def _copy(receipt: Receipt, originals: Sequence[_Bytes]) -> Stand:
    names = {name for one in originals for name in one.names}
    for one in originals:
        one.names.add(receipt.file_name)
    if receipt.file_name in names:
        return Stand(Standing.REPEATED)
    return Stand(Standing.DUPLICATE)
