"""What judges files again: a change of what is judged or how, and never a comment."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from expectations import fingerprint
from ingestion.contract import CONTRACTS_DIR, load_contract, load_file_rules
from tests.gate.landing_files import Landing, roster, roster_rows
from tests.gate.people import household
from tests.gate.warehouses import Warehouse

FEED = "social_security.yml"
CODE = Path(fingerprint.__file__).parent
Change = Callable[[str], str]


def swap(before: str, after: str) -> Change:
    return lambda text: text.replace(before, after)


def add(end: str) -> Change:
    return lambda text: text + end


def as_plain_yaml(text: str) -> str:
    return yaml.safe_dump(yaml.safe_load(text), allow_unicode=True, sort_keys=False)


#: A change in the contract of the pension lines, and whether its files are judged again.
CONTRACT_CHANGES: dict[str, tuple[Change, bool]] = {
    "a comment": (swap("parts:", "# one part\nparts:  # here"), False),
    "the layout": (as_plain_yaml, False),
    "the due day": (swap("due_day: 5", "due_day: 6"), False),
    "the English title": (swap("title_en: Pension", "title_en: Pay"), False),
    "a message": (swap("请核对。", "请再核对。"), True),
    "an allowed code": (swap('["0", "1", "2", "4"]', '["0", "1"]'), True),
    "a severity": (
        swap("S01: {severity: reject", "S01: {severity: warn"),
        True,
    ),
    "a header": (swap("header: 参保状态", "header: 参保的状态"), True),
    "a check": (
        swap("expect: in_set, column: enrol", "expect: filled, column: enrol"),
        True,
    ),
}
#: A change in a module of the gate or in a script of the cell functions, and whether files are
#: judged again.
CODE_CHANGES: dict[str, tuple[str, Change, bool]] = {
    "a comment": ("gate.py", add("\n# the end\n"), False),
    "a docstring": ("gate.py", swap('"""The gate:', '"""The gates:'), False),
    "blank lines": ("batch_tables.py", swap("\n\n\n", "\n\n\n\n"), False),
    "a comment in SQL": (
        "history.py",
        swap("group by", "-- x\ngroup by"),
        False,
    ),
    "how results are shown": ("data_docs.py", add("\nSITE = 'other'\n"), False),
    "a condition": ("broken/sheets.py", swap("copies > 1", "copies > 2"), True),
    "SQL of several lines": ("judgements.py", swap("copy > 1", "copy > 2"), True),
    "a function": ("history.py", add("\ndef more() -> None: ...\n"), True),
}


@pytest.mark.parametrize("case", CONTRACT_CHANGES)
def test_a_change_of_a_contract(case: str, tmp_path: Path) -> None:
    change, judges_again = CONTRACT_CHANGES[case]
    text = (CONTRACTS_DIR / FEED).read_text(encoding="utf-8")
    assert change(text) != text
    (tmp_path / FEED).write_text(change(text), encoding="utf-8")
    before, after = (
        fingerprint.of_rows(load_contract(folder / FEED), "places", 10)
        for folder in (CONTRACTS_DIR, tmp_path)
    )
    assert (before != after) is judges_again


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the gates' code that stands for it."""
    folder = tmp_path / "expectations"
    shutil.copytree(CODE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprint, "HERE", folder)
    fingerprint.judging_code.cache_clear()
    yield folder
    fingerprint.judging_code.cache_clear()


@pytest.mark.parametrize("case", CODE_CHANGES)
def test_a_change_of_the_gates_code(case: str, code: Path) -> None:
    name, change, judges_again = CODE_CHANGES[case]
    before = fingerprint.judging_code()
    text = (code / name).read_text(encoding="utf-8")
    assert change(text) != text
    (code / name).write_text(change(text), encoding="utf-8")
    fingerprint.judging_code.cache_clear()
    assert (fingerprint.judging_code() != before) is judges_again


def test_places_settings_and_rules_on_files_count() -> None:
    contract, rules = load_contract(CONTRACTS_DIR / FEED), load_file_rules()
    assert len({fingerprint.of_rows(contract, place, 10) for place in ("a", "b")}) == 2
    assert len({fingerprint.of_rows(contract, "a", month) for month in (1, 10)}) == 2
    assert len({fingerprint.of_files(rules, place) for place in ("a", "b")}) == 2
    fewer = dict(list(rules.items())[1:])
    assert fingerprint.of_files(fewer, "a") != fingerprint.of_files(rules, "a")


def test_history_is_judged_again_after_a_change_and_not_after_a_comment(
    own_warehouse: Warehouse, own_landing: Landing, code: Path
) -> None:
    rows = roster(roster_rows([household(1)]))
    own_landing.put("household_roster", "2023-01", "花名册.xlsx", rows)
    assert own_warehouse.take(own_landing) == 3
    for changed, judgements in (("# a comment", 0), ("NEW = 1", 3)):
        with (code / "batch_tables.py").open("a", encoding="utf-8") as module:
            module.write(f"\n{changed}\n")
        fingerprint.judging_code.cache_clear()
        assert own_warehouse.check() == judgements
