"""What the demo tells people to type can be typed."""

from pathlib import Path

import pytest
import typer

from zengshou.cli.main import app
from zengshou.demo import hints


def test_every_command_that_the_demo_ends_with_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/usr/bin/zengshou"])
    landing, book = Path("landing"), hints.Workbook("2022-06", "月报.xlsx", "230521100201")
    lines = [
        *hints.places(landing, Path("page.html"), 2023),
        *hints.play(landing, book, 2022),
    ]
    told = [line.split() for line in lines]
    typed = [words[words.index("zengshou") + 1 :] for words in told if "zengshou" in words]
    assert {"run", "release", "scores"} <= {words[0] for words in typed}
    for words in typed:
        command = typer.main.get_command(app)
        for word in words:
            if not hasattr(command, "commands") or word.startswith("--"):
                break
            assert word in command.commands, f"no command {word} in {' '.join(words)}"
            command = command.commands[word]
