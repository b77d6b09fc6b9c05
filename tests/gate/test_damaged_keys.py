"""A key that is missing or damaged: one line names it, nothing is lost, no key is made.

Every command that needs a key is tried with every key in every state; afterwards the keys are put
back and all goes on. Keys of releases: `tests/assessment/test_release_key.py`.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from ingestion.privacy import keys
from ingestion.privacy.key_rotation import rotate
from ingestion.privacy.personal_data import forget
from tests.gate.conftest import NewWarehouse
from tests.gate.landing_files import Landing, roster, roster_rows, village, village_row
from tests.gate.people import SHUANGSHENG, household
from tests.gate.warehouses import Warehouse
from tests.processed_city import forget_settings, settle
from zengshou.cli import main, terminal

HOMES = [household(serial) for serial in range(3)]
GONE = household(7)
BY = {"person": "管理员", "reason": "试验"}
MOBILE = "13900000048"
TABLES = """
select schemaname || '.' || tablename from pg_tables
where schemaname in ('raw', 'ops', 'vault', 'marts', 'assessment') order by 1
"""
DIGEST = "select count(*) || coalesce(md5(string_agg(one::text, ',' order by one::text)), '') from"

#: What becomes of the file, and the words that tell.
DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "is missing: put back"),
    "another one": (
        lambda path: path.write_text("ab" * 32),
        "is not the one this warehouse was loaded with: put the right one into",
    ),
    "empty": (lambda path: path.write_text(""), "is damaged"),
    "cut": (lambda path: path.write_text(path.read_text()[:40]), "is damaged"),
    "garbled": (lambda path: path.write_text("这不是密钥"), "is damaged"),
    "no text": (lambda path: path.write_bytes(b"\xff\xfe\x00\x81" * 16), "is damaged"),
}


@dataclass(frozen=True)
class Office:
    """An installation with files loaded, a household forgotten, and a file that waits."""

    warehouse: Warehouse
    landing: Landing
    home: Path
    commands: dict[str, list[str]]

    def state(self) -> dict[str, str]:
        """Every row of the warehouse and every byte of the secrets."""
        names = [name for (name,) in self.warehouse.query(TABLES)]
        found = {name: self.warehouse.query(f"{DIGEST} {name} as one")[0][0] for name in names}
        files = self.warehouse.settings.secrets_dir.rglob("*")
        return found | {str(one): one.read_bytes().hex() for one in files if one.is_file()}


@pytest.fixture(scope="module")
def office(
    new_warehouse: NewWarehouse, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    root = tmp_path_factory.mktemp("keys")
    made, landing, home = new_warehouse(), Landing(root / "landing"), root / "home"
    made.settings = made.settings.model_copy(update={"home": home})
    homes = [*HOMES, GONE]
    name = f"名册{MOBILE}.xlsx"
    landing.put("household_roster", "2023-01", name, roster(roster_rows(homes)))
    rows = [village_row(home) for home in homes]
    landing.put("village_submission", "2023-02", "二月.xlsx", village(SHUANGSHENG, "2023-02", rows))
    made.take(landing)
    forget(made.engine, made.settings, GONE.number, **BY)
    made.check()
    rows = [village_row(home, 入户日期="2023-03-10") for home in homes]
    waits = village(SHUANGSHENG, "2023-03", rows)
    landing.put("village_submission", "2023-03", "三月.xlsx", waits)
    file = root / "试填.xlsx"
    file.write_bytes(waits)
    [(token,)] = made.query("select min(citizen_id_token) from raw.household_roster")
    reason = ["--reason", "试验", "--by", "管理员"]
    commands = {
        "run": ["run", "--landing", str(landing.root)],
        "reveal": ["vault", "reveal", token, *reason],
        "forget": ["household", "forget", HOMES[0].number, *reason],
        "rotate": ["keys", "rotate", *reason],
        "template": ["template", "--village", SHUANGSHENG, "--month", "2023-02"],
        "check": ["check", str(file)],
        "status": ["status", "--landing", str(landing.root)],
        "backup": ["backup", str(root)],
        "loads": ["loads", "list"],
    }
    with pytest.MonkeyPatch.context() as patch:
        settle(patch, home, made.engine.url.render_as_string(hide_password=False))
        yield Office(made, landing, home, commands)
    forget_settings()
    made.engine.dispose()


@pytest.fixture
def key(office: Office, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The file of the key `request.param`, put back at the end."""
    path = keys.key_file(office.warehouse.settings, request.param)
    right = path.read_bytes()
    yield path
    path.write_bytes(right)


def said(patch: pytest.MonkeyPatch, arguments: list[str]) -> tuple[int, str, str]:
    """Exit code, output and complaints of a command."""
    told, complained = StringIO(), StringIO()
    for stream, text in ((terminal.out, told), (terminal.err, complained)):
        patch.setattr(stream, "file", text)
        patch.setattr(stream, "width", 1000)
    patch.setattr(sys, "argv", ["zengshou", *arguments])
    with pytest.raises(SystemExit) as ended:
        main.main()
    return int(ended.value.code or 0), told.getvalue(), complained.getvalue()


NEEDED = {
    keys.TOKEN: ("run", "reveal", "forget", "rotate", "template", "check"),
    keys.VAULT: ("run", "reveal", "forget", "rotate", "template"),
    keys.FORGET: ("run", "forget", "check"),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("key", NEEDED, indirect=True)
def test_a_command_that_needs_the_key_names_it_in_one_line_and_changes_nothing(
    office: Office, key: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil, words = DAMAGES[damage]
    spoil(key)
    before = office.state()
    for command in NEEDED[key.stem]:
        code, _, complained = said(monkeypatch, office.commands[command])
        [line] = complained.splitlines()
        assert code == 1, (command, line)
        assert line.startswith(f"zengshou: the {key.stem} key"), (command, line)
        assert words in line, (command, line)
        assert str(key) in line, (command, line)
        assert office.state() == before, command


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("key", NEEDED, indirect=True)
def test_a_command_that_needs_no_key_works_and_makes_none(
    office: Office, key: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    DAMAGES[damage][0](key)
    before = office.state()
    to = office.home / f"{key.stem} {damage}.dump".replace(" ", "_")
    for command in (["loads", "list"], ["backup", str(to)]):
        code, _, complained = said(monkeypatch, command)
        assert (code, complained) == (0, "")
    code, told, complained = said(monkeypatch, office.commands["status"])
    assert (code, complained) == (0, "")
    assert (f"the {key.stem} key" in told) == (key.stem == keys.TOKEN), "a name has to be masked"
    assert office.state() == before


@pytest.mark.parametrize("purpose", [keys.TOKEN, keys.VAULT])
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("ab" * 32, "is not the one this warehouse was loaded with"),
        ("ab" * 7, "is damaged"),
        ("不是密钥", "is damaged"),
    ],
)
def test_a_wrong_key_in_the_environment_is_named_by_its_variable(
    office: Office, purpose: str, given: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = office.state()
    monkeypatch.setenv(f"ZENGSHOU_{purpose.upper()}_KEY", given)
    forget_settings()
    for command in ("run", "reveal", "forget", "template"):
        code, _, complained = said(monkeypatch, office.commands[command])
        [line] = complained.splitlines()
        assert code == 1, (command, line)
        assert words in line, (command, line)
        assert f"ZENGSHOU_{purpose.upper()}_KEY" in line, (command, line)
        assert given not in line
    monkeypatch.undo()
    forget_settings()
    assert office.state() == before


@pytest.mark.parametrize("key", [keys.TOKEN, keys.VAULT], indirect=True)
def test_a_warehouse_without_the_digests_of_its_keys_gets_no_new_key_either(
    office: Office, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was loaded by a version that stored none."""
    noted = office.warehouse.query("select purpose, fingerprint from ops.key")
    office.warehouse.run("delete from ops.key where purpose in ('token', 'vault')")
    key.unlink()
    before = office.state()
    for command in ("run", "reveal", "rotate"):
        code, _, complained = said(monkeypatch, office.commands[command])
        assert code == 1
        assert f"the {key.stem} key of this warehouse is missing: put back {key}" in complained
        assert office.state() == before
    for purpose, fingerprint in noted:
        if purpose != keys.FORGET:
            row = f"('{purpose}', '{fingerprint}')"
            office.warehouse.run(f"insert into ops.key (purpose, fingerprint) values {row}")


def test_who_only_looks_makes_no_key(
    new_warehouse: NewWarehouse, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new office, whose first file has a telephone number in its name."""
    made = new_warehouse()
    settle(monkeypatch, tmp_path, made.engine.url.render_as_string(hide_password=False))
    code, told, _ = said(monkeypatch, office.commands["status"])
    assert code == 0
    assert MOBILE not in told
    assert list(tmp_path.rglob("*.key")) == []
    monkeypatch.undo()
    forget_settings()
    made.engine.dispose()


def test_with_the_keys_back_everything_goes_on(office: Office) -> None:
    warehouse = office.warehouse
    warehouse.take(office.landing)
    assert warehouse.load("三月.xlsx").accepted == len(HOMES) + 1
    done = rotate(warehouse.engine, warehouse.settings, **BY)
    assert done.secrets > 0


def test_a_rotation_that_was_interrupted_is_finished_without_the_old_key(office: Office) -> None:
    """The new keys are in force already: the old one matters to older backups only."""
    settings = office.warehouse.settings
    path = keys.key_file(settings, keys.VAULT)
    path.rename(path.with_name(path.name + keys.NEXT))
    done = rotate(office.warehouse.engine, settings, **BY)
    assert done.finished_only
    assert path.exists()
    assert not path.with_name(path.name + keys.NEXT).exists()
