"""Case 25: settings that cannot be read are told in one line; blank ones are not set.

Source: feeds.md, "Doubtful input".
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.settings import Settings

COMMAND = [sys.executable, "-c", "from zengshou.cli.main import main; main()"]


def zengshou(
    *arguments: str, folder: Path, **settings: str | None
) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZENGSHOU_")}
    given = {f"ZENGSHOU_{name.upper()}": value for name, value in settings.items() if value}
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env=kept | given | {"COLUMNS": "200"},
        timeout=200,
        check=False,
    )


def test_a_file_in_another_encoding_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("# 设置\nZENGSHOU_MAX_PACKED_MB=60\n".encode("gbk"))
    result = zengshou("url", folder=tmp_path, home=str(tmp_path / "home"))
    assert result.returncode == 2, result.stderr
    [line] = result.stderr.strip().splitlines()
    assert ".env" in line
    assert re.search("utf-?8", line, re.IGNORECASE)


def test_a_blank_number_is_not_set(prepared: Settings, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ZENGSHOU_RETENTION_DAYS=\n", encoding="utf-8")
    home, url = str(prepared.home), prepared.database_url
    result = zengshou("url", folder=tmp_path, home=home, database_url=url)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.strip() == url


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may pass: as root, the server runs under another name."""
    with tempfile.TemporaryDirectory(prefix="zengshou-case-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def test_a_home_with_special_characters_works_or_is_told(open_folder: Path) -> None:
    home = str(open_folder / 'a$b"c')
    result = zengshou("status", folder=open_folder, home=home)
    try:
        if result.returncode != 0:
            [line] = result.stderr.strip().splitlines()
            assert "ZENGSHOU_HOME" in line
    finally:
        zengshou("down", folder=open_folder, home=home)
