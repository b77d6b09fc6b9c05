"""What holds for every file of the repository: it runs anywhere and can be read by a newcomer."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.settings import PROJECT_ROOT

MOST_LINES = {".py": 350, ".sql": 180}

# Split, so that the test does not find this file.
OF_ONE_MACHINE = re.compile(r"(?<![\w.~$}])/(?:work|root|home|Users)/")
REGISTRY_HOSTS = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|deb(?:ian)?)[.](?:org|com)\b|[-]-(?:extra-)?index-url"
)
LEFT_OPEN = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")


def _tracked() -> list[Path]:
    """Files that git keeps, or would keep once added."""
    git = shutil.which("git") or "git"
    listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    output = subprocess.run([git, *listing], cwd=PROJECT_ROOT, capture_output=True, check=True)
    paths = (PROJECT_ROOT / name for name in output.stdout.decode().split("\0") if name)
    return sorted({path for path in paths if path.is_file()})


def _found(pattern: re.Pattern[str]) -> Iterator[str]:
    for path in _tracked():
        for number, line in enumerate(_lines(path), start=1):
            if pattern.search(line):
                yield f"{path.relative_to(PROJECT_ROOT)}:{number}: {line.strip()[:120]}"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def test_no_file_names_a_path_of_one_machine() -> None:
    assert list(_found(OF_ONE_MACHINE)) == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert list(_found(REGISTRY_HOSTS)) == []


def test_nothing_is_left_open_in_a_comment() -> None:
    assert list(_found(LEFT_OPEN)) == []


@pytest.mark.parametrize("suffix", MOST_LINES)
def test_no_file_is_too_long_to_know(suffix: str) -> None:
    counts = {path: len(_lines(path)) for path in _tracked() if path.suffix == suffix}
    too_long = {
        str(path.relative_to(PROJECT_ROOT)): count
        for path, count in counts.items()
        if count > MOST_LINES[suffix]
    }
    assert too_long == {}
