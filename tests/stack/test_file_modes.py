"""Everything below the home is for its owner alone; what is for others has the office's modes."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.settings import PROJECT_ROOT, Settings
from zengshou.demo.city import write_city
from zengshou.local import postgres

pytestmark = pytest.mark.runs

PROGRAM = "import os; os.umask(0o022); from zengshou.cli.main import main; main()"
OWNER_ONLY = {"folder": 0o700, "file": 0o600}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with landing zone, outbox and home, after a run of everything; umask 022."""
    root = tmp_path_factory.mktemp("office")
    write_city(
        root / "landing",
        counties=["230521"],
        villages=1,
        households_per_village=3,
        first_month="2022-12",
        last_month="2023-01",
        workers=1,
    )
    for arguments in (
        ["run", "--landing", str(root / "landing")],
        ["dispatch", "--month", "2023-01", "--out", str(root / "outbox")],
        ["page"],
        ["backup", str(root / "home")],
        ["page", "--out", "page.html"],
        ["status", "--landing", str(root / "landing")],
    ):
        environment = os.environ | {
            "ZENGSHOU_HOME": str(root / "home"),
            "PYTHONPATH": str(PROJECT_ROOT),
        }
        environment.pop("ZENGSHOU_DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, *arguments],
            cwd=root, env=environment, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, (arguments, done.stderr[-2000:])
    yield root
    postgres.remove(Settings(_env_file=None, home=root / "home", database_url=None))


def modes(folder: Path) -> dict[str, tuple[str, int]]:
    """Kind and mode of everything below a folder."""
    found = {}
    for path in folder.rglob("*"):
        about = path.lstat()
        if stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode):
            kind = "folder" if path.is_dir() else "file"
            found[str(path.relative_to(folder))] = (kind, stat.S_IMODE(about.st_mode))
    return found


def test_below_the_home_everything_is_for_its_owner_alone(office: Path) -> None:
    """PostgreSQL's account passes the home itself, which keeps the office's mode."""
    found = modes(office / "home")
    assert {"secrets/token.key", "airflow/in_process.db", "page/index.html"} <= found.keys()
    assert any(name.startswith("logs/runs/") for name in found)
    assert any(name.endswith(".dump.sha256") for name in found)
    print(len(found), "files and folders")  # noqa: T201
    open_ones = {
        name: f"{mode:o}"
        for name, (kind, mode) in found.items()
        if mode & ~OWNER_ONLY[kind] and not (kind == "file" and mode == 0o700)
    }
    assert open_ones == {}


def test_what_is_for_others_has_the_modes_of_the_office(office: Path) -> None:
    page = stat.S_IMODE((office / "page.html").stat().st_mode)
    found = modes(office / "outbox") | {"page.html": ("file", page)}
    assert any("反馈" in name for name in found)
    assert any(name.endswith(".xlsx") and "230521/" in name for name in found)
    assert {mode for kind, mode in found.values() if kind == "file"} == {0o644}
    assert {mode for kind, mode in found.values() if kind == "folder"} == {0o755}
