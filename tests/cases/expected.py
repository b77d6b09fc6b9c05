"""What `expected.yml` of a case says. Paths are below the landing zone: `<feed>/<period>/<file>`.

A file that is not named must be accepted with all its rows and without a finding.
"""

import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

CASES = Path(__file__).parent
EXPECTED = "expected.yml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedLoad(_Strict):
    """A line of `ops.load`; what is left out is not looked at. `reason` is a regular expression."""

    status: str = "accepted"
    received: int | None = None
    accepted: int | None = None
    rejected: int = 0
    out_of_scope: int = 0
    duplicate: int = 0
    received_at: datetime | Literal["first reading"] | None = None
    reason: str | None = None


class ExpectedFinding(_Strict):
    """A finding; a column that is left out may be any, `column: null` is none."""

    rule: str
    row: int | None = None
    column: str | None = None


class ExpectedAnswer(_Strict):
    """Regular expressions that must, or must not, match in the text of an answer."""

    says: list[str] = []
    says_not: list[str] = []


class ExpectedRows(_Strict):
    """All rows of a table that fulfil a condition, each with some of its columns."""

    where: str = "true"
    rows: list[dict[str, Any]]


class Expectations(_Strict):
    """What must be true at one moment.

    `passed_over` gives the reason, a regular expression, of every entry that is not received.
    `status` must be matched by what `zengshou status` prints. `tables` are models of dbt: marts by
    their name alone, others with their schema.
    """

    loads: dict[str, ExpectedLoad] = {}
    findings: dict[str, list[ExpectedFinding]] = {}
    passed_over: dict[str, str] = {}
    answers: dict[str, ExpectedAnswer] = {}
    status: list[str] = []
    tables: dict[str, ExpectedRows] = {}

    @property
    def models(self) -> list[str]:
        """The models of dbt to build."""
        return sorted(name.rpartition(".")[2] for name in self.tables)


class Step(Expectations):
    """Another look at the same landing zone, after a held file was confirmed if one is named."""

    confirm: str | None = None


class Prepare(_Strict):
    """What no folder of git can hold.

    `below` is the folder that holds the landing zone, `pipes` are named pipes, `mtimes` are
    modification times in seconds that only some file systems can hold.
    """

    below: str | None = None
    pipes: list[str] = []
    mtimes: dict[str, int] = {}


class Case(Expectations):
    """A case: `times` are the modification times of files other than `sent`."""

    what: str
    sent: datetime = Field(default=datetime.fromisoformat("2023-08-02T10:00:00+08:00"))
    times: dict[str, datetime] = {}
    prepare: Prepare = Prepare()
    then: list[Step] = []

    @property
    def moments(self) -> list[Expectations]:
        """What must be true after the first look, and after each further step."""
        return [self, *self.then]


def composed(place: str) -> str:
    """A path whose names are compared whatever the Unicode form of their letters."""
    return unicodedata.normalize("NFC", place)


def names() -> list[str]:
    """All cases, by the names of their folders."""
    return sorted(path.parent.name for path in CASES.glob(f"*/{EXPECTED}"))


def read(name: str) -> Case:
    """The expectations of a case."""
    text = (CASES / name / EXPECTED).read_text(encoding="utf-8")
    return Case.model_validate(yaml.safe_load(text))
