"""The contract of a feed: the single description of a sender's file.

A contract is a small YAML file in `ingestion/contracts/`. These are generated from it: the reader,
the raw table, the Great Expectations suite, the dbt source, the DAG and asset, the workbook
template, the feed's page and the ODCS export. Unknown keys are errors. Source: feeds.md.
"""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import Field, model_validator

from ingestion.checks import Check, Chosen, InSet
from ingestion.column import CellType, Column, Shown, Strict
from ingestion.layout import Context, Kind, Labels, Layout

CONTRACTS_DIR = Path(__file__).parent / "contracts"


#: Stands in a rule's message for the headers of the wrong cells of the row.
WRONG_CELLS = "{cells}"
#: Stands between the headers of a finding about several cells.
CELLS_JOINT = "、"


class Severity(StrEnum):
    """`reject` keeps the row or file out of the warehouse; `warn` only records the finding."""

    REJECT = "reject"
    WARN = "warn"


class Rule(Strict):
    """A numbered rule of feeds.md: its checks, its severity and its message to the sender.

    A row breaks the rule once, even if several of its `checks` fail. WRONG_CELLS in the message
    stands for the headers of the row's wrong cells.
    """

    severity: Severity
    message: str
    checks: list[Check] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _single_check_inline(cls, value: Any) -> Any:
        """Allow a rule with one check on one line."""
        if isinstance(value, dict) and "expect" in value:
            own = {key: value[key] for key in ("severity", "message") if key in value}
            check = {key: item for key, item in value.items() if key not in own}
            return {**own, "checks": [check]}
        return value

    @property
    def in_general(self) -> str:
        """The message without a row: in instructions and drop-downs."""
        return self.message.replace(WRONG_CELLS, "标出的格")


class VersionRule(Strict):
    """A rule for a version among the others of its feed: its severity and message."""

    severity: Severity
    message: str


class Part(Strict):
    """One table of a feed: a sheet, a kind of file, or the members that a sheet's rows list.

    `told_by` names the column whose header only this kind of workbook has; `other_layouts` are
    older forms. `kinds` are kinds of file with the same columns. `listed_in` is the part whose rows
    list these rows, several in one cell or side by side. `county` names the column whose code
    begins with that of the row's county. `may_be_empty`: a file without data rows is right (F08).
    `shown` are columns that only a filled form has, locked: no reader reads them.
    `copies_count_once`: of rows that are equal in all cells the first counts, the others are
    duplicates. `is_held_if_it_shrinks`: a version with far fewer rows waits for a person (F09).
    """

    table: str
    title: str
    one_row_is: str
    layout: Layout
    other_layouts: list[Layout] = Field(default_factory=list)
    told_by: str | None = None
    kinds: list[Kind] = Field(default_factory=list)
    listed_in: str | None = None
    county: str | None = None
    key: list[str]
    columns: dict[str, Column]
    shown: dict[str, Shown] = Field(default_factory=dict)
    is_received: bool = True
    may_be_empty: bool = False
    copies_count_once: bool = False
    is_held_if_it_shrinks: bool = False
    judged_against: Context | None = None
    rules: dict[str, Rule] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        named = {*self.key, *filter(None, (self.told_by, self.county))}
        named |= {*self.layout.same_kind, *self.layout.filled}
        if self.layout.as_sent:
            named.update(self.layout.as_sent.blank)
        for rule in self.rules.values():
            for check in rule.checks:
                named.update(check.column_names())
        if self.judged_against:
            named.update(self.judged_against.column_names())
        if unknown := named - set(self.columns):
            raise ValueError(f"{self.table}: no such column: {', '.join(sorted(unknown))}")
        headers = [header for column in self.columns.values() for header in column.headers()]
        if len(headers) != len(set(headers)):
            raise ValueError(f"{self.table}: two columns have the same header")
        return self

    @model_validator(mode="after")
    def _sets_are_listed(self) -> Self:
        for rule in self.rules.values():
            for check in rule.checks:
                if isinstance(check, InSet | Chosen) and (
                    endless := [n for n in check.names() if not self.columns[n].is_chosen]
                ):
                    raise ValueError(f"{self.table}: {endless[0]} has no allowed values")
        return self

    @property
    def person(self) -> str | None:
        """The column with the ID of the person who must be on the roster; None if there is none."""
        return self.judged_against.person if self.judged_against else None

    @property
    def people(self) -> list[str]:
        """The columns with the IDs of which one must be on the roster, if there are several."""
        return self.judged_against.people if self.judged_against else []

    @property
    def is_csv(self) -> bool:
        """True for a part of a csv file, which has no sheet."""
        return self.layout.sheet is None

    @property
    def covers_everybody(self) -> bool:
        """True if a sender names people of whom few or none are on the roster.

        A department sends all residents; an office names its clerks, without an ID. Clear values
        of these are not kept: those of people on the roster come from the roster.
        """
        names_clerks = bool(self.columns_of(CellType.NAME)) and not self.citizen_ids
        is_listed = bool(self.people) or self.listed_in is not None
        return self.person is not None or is_listed or names_clerks

    @property
    def citizen_ids(self) -> list[str]:
        """Names of the columns with people's IDs."""
        return [name for name, column in self.columns.items() if column.is_citizen_id]

    def columns_of(self, *types: CellType) -> list[str]:
        """Names of the columns of these types."""
        return [name for name, column in self.columns.items() if column.type in types]


class VersionUnit(StrEnum):
    """What a new file replaces (feeds.md, table of feeds)."""

    WHOLE = "whole"
    PART = "part"
    VILLAGE = "village"
    COUNTY = "county"
    SENDER = "sender"


class Owner(Strict):
    """The sender of the files, and who corrects them there."""

    sender: str
    sender_en: str


class Contract(Strict):
    """A feed. See the module docstring and `docs/feeds/`.

    A feed without a `due_day` answers to what was sent out: no file of it is expected.
    """

    feed: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    title_en: str
    owner: Owner
    period: Literal["month", "quarter", "year"]
    due_day: int | None = Field(default=None, ge=1, le=27)
    form: Literal["xlsx", "csv"]
    encoding: str | None = None
    replaces: VersionUnit
    labels: Labels | None = None
    parts: list[Part] = Field(min_length=1)

    @model_validator(mode="after")
    def _form_fits(self) -> Self:
        if (self.form == "csv") != (self.encoding is not None):
            raise ValueError("set `encoding` if, and only if, the feed is csv")
        if self.names_its_unit != (self.labels is not None):
            raise ValueError("set `labels` if, and only if, a file names the unit that it replaces")
        if self.labels and (self.replaces is VersionUnit.SENDER) != bool(
            self.labels.division and self.labels.senders
        ):
            raise ValueError("set `division` and `senders` if, and only if, senders are replaced")
        if (self.replaces is VersionUnit.COUNTY) != any(part.county for part in self.parts):
            raise ValueError("set `county` of a part if, and only if, the feed is by county")
        return self

    @model_validator(mode="after")
    def _parts_exist(self) -> Self:
        named = {part.listed_in for part in self.parts}
        for part in self.parts:
            named.add(part.judged_against.members if part.judged_against else None)
            for rule in part.rules.values():
                named.update(name for check in rule.checks for name in check.part_names())
        if unknown := named - {None, *(part.table for part in self.parts)}:
            raise ValueError(f"no such part: {', '.join(sorted(filter(None, unknown)))}")
        return self

    @property
    def names_its_unit(self) -> bool:
        """True if labels above the table name what a file replaces."""
        return self.replaces in (VersionUnit.VILLAGE, VersionUnit.SENDER)

    @property
    def received_parts(self) -> list[Part]:
        """The parts whose rows count as received rows."""
        return [part for part in self.parts if part.is_received]

    @property
    def kinds(self) -> dict[str, str]:
        """The kinds of file with their titles; empty if the feed has none."""
        if self.replaces is not VersionUnit.PART:
            return {}
        return {
            name: title
            for part in self.received_parts
            for name, title in [(one.kind, one.title) for one in part.kinds]
            or [(part.table, part.title)]
        }

    def listed_in(self, part: Part) -> Part | None:
        """The part with the members that this part's rows list; None if they list none."""
        return next((one for one in self.parts if one.listed_in == part.table), None)

    def part(self, table: str) -> Part:
        """The part with this table name; KeyError if there is none."""
        return {part.table: part for part in self.parts}[table]


def load_contract(path: Path) -> Contract:
    """Read one contract; raises pydantic's ValidationError, which names each mistake."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    parts = {part.get("table"): part for part in document.get("parts") or ()}
    for part in parts.values():
        if parent := parts.get(part.get("listed_in")):
            part["layout"] = {**parent["layout"], "subtotals": False}
            part["is_received"] = False
            continue
        part["rules"] = _rules_of_form(document, part) | (part.get("rules") or {})
    contract = Contract.model_validate(document)
    if contract.feed != path.stem:
        raise ValueError(f"{path.name}: the file must be named after its feed {contract.feed!r}")
    return contract


def _rules_of_form(document: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """The rules of every csv line, or of every sheet with amounts."""
    if document.get("form") == "csv":
        return _yaml("_csv.yml")
    has_money = any(one.get("type") == CellType.MONEY for one in part["columns"].values())
    return _yaml("_xlsx.yml") if has_money else {}


def _yaml(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((CONTRACTS_DIR / name).read_text(encoding="utf-8"))
    return document


@lru_cache
def load_contracts(folder: Path = CONTRACTS_DIR) -> dict[str, Contract]:
    """All contracts by feed, in the order of their file names."""
    return {path.stem: load_contract(path) for path in sorted(folder.glob("[a-z]*.yml"))}


@lru_cache
def load_version_rules(folder: Path = CONTRACTS_DIR) -> dict[str, VersionRule]:
    """The rule for versions that shrink (F09); its message has places for the numbers of rows."""
    rules = yaml.safe_load((folder / "_versions.yml").read_text(encoding="utf-8"))
    return {code: VersionRule.model_validate(rule) for code, rule in rules.items()}


@lru_cache
def load_file_rules(folder: Path = CONTRACTS_DIR) -> dict[str, Rule]:
    """The rules for every file, in the order of evaluation (feeds.md: F06, F01 … F08)."""
    rules = yaml.safe_load((folder / "_files.yml").read_text(encoding="utf-8"))
    return {code: Rule.model_validate(rule) for code, rule in rules.items()}
