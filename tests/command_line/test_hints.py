"""What the demo tells people to type can be typed."""

import pytest
import typer

from zengshou.cli.main import app
from zengshou.demo import demo


def test_every_command_that_the_demo_ends_with_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/usr/bin/zengshou"])
    hints = [line.split() for line in demo._where_next("landing", "page").splitlines()]
    typed = [words[1:] for words in hints if words[0] == "zengshou"]
    assert len(typed) > 3
    for words in typed:
        command = typer.main.get_command(app)
        for word in words:
            if not hasattr(command, "commands") or word.startswith("--"):
                break
            assert word in command.commands, f"no command {word} in {' '.join(words)}"
            command = command.commands[word]
