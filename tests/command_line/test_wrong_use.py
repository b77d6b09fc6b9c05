"""Wrong use of `zengshou` ends with one clear line, never with a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from zengshou.cli.main import main; main()"]


def zengshou(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"ZENGSHOU_HOME": str(home), "COLUMNS": "200"}
    environment.pop("ZENGSHOU_DATABASE_URL", None)
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run"], "--landing"),
        (["run", "--landing", "no/such/folder"], "no/such/folder"),
        (["run", "--landing", ".", "--through", "2023-13"], "YYYY-MM"),
        (["rebuild", "--known-at", "yesterday"], "yesterday"),
        (["rebuild", "--known-at", "2023-11-01T00:00:00"], "offset"),
        (["rebuild", "--known-at", "2023-11-01T00:00:00+08:00", "--schema", "marts"], "marts"),
        (["rebuild", "--known-at", "2023-11-01T00:00:00+08:00", "--schema", "a;drop"], "a;drop"),
        (["scores"], "--year"),
        (["scores", "--year", "this"], "--year"),
        (["scores", "--year", "2023", "--format", "pdf"], "--format"),
        (["page", "--outbox", "no/such/folder"], "no/such/folder"),
        (["frobnicate"], "frobnicate"),
        (["backup"], "to"),
        (["restore"], "file"),
        (["loads", "revert", "1"], "--reason"),
        (["loads", "list", "--feed", "nofeed"], "nofeed"),
        (["loads", "list", "--status", "lost"], "held"),
        (["loads", "revert", "one", "--reason", "x"], "load_id"),
        (["keys", "rotate"], "--reason"),
        (["vault", "reveal", "0"], "--reason"),
        (["household", "forget", "H1"], "--reason"),
        (["expire"], "--landing"),
    ],
)
def test_wrong_use_is_told_in_one_line_with_exit_code_2(
    arguments: list[str], told: str, tmp_path: Path
) -> None:
    result = zengshou(*arguments, home=tmp_path)
    assert result.returncode == 2
    assert told in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stdout + result.stderr


def test_help_names_every_command(tmp_path: Path) -> None:
    result = zengshou("--help", home=tmp_path)
    assert result.returncode == 0
    commands = ("demo", "run", "rebuild", "up", "down", "scores", "url", "template", "feedback")
    for command in (*commands, "backup", "restore", "loads", "expire", "keys", "vault", "page"):
        assert command in result.stdout


def test_the_command_line_is_read_without_what_only_some_commands_need(tmp_path: Path) -> None:
    heavy = ("airflow", "dbt", "great_expectations", "sqlalchemy", "pandas", "openpyxl", "pydantic")
    program = f"import sys, zengshou.cli.main; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert result.stdout.strip() == "[]"


def test_a_database_that_does_not_answer_is_told_in_one_line(tmp_path: Path) -> None:
    environment = os.environ | {
        "ZENGSHOU_HOME": str(tmp_path),
        "ZENGSHOU_DATABASE_URL": "postgresql+psycopg://nobody:wrong@127.0.0.1:9/zengshou",
    }
    result = subprocess.run(
        [*COMMAND, "scores", "--year", "2023"],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=False,
    )
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr
