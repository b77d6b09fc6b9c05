"""Help and messages in Chinese where the locale is Chinese (LC_ALL, LC_MESSAGES, LANG).

The code speaks English; the two catalogues beside this module hold the Chinese. What they lack
stays English.
"""

import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
SEE_HELP = "（见 zengshou --help）"


def is_wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the first of the locale's variables that is set names Chinese."""
    named = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    return named.lower().startswith("zh")


def speak_chinese(command: Any) -> None:
    """Give a command and all below it their Chinese help, in place, with its headings."""
    from typer import rich_utils

    rich_utils.OPTIONS_PANEL_TITLE = "选项"
    rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
    rich_utils.COMMANDS_PANEL_TITLE = "命令"
    _translate(command)


def _translate(command: Any) -> None:
    for one in (command, *command.params):
        text = getattr(one, "help", None)
        if text in _help():
            one.help = _help()[text]
    for below in getattr(command, "commands", {}).values():
        _translate(below)


def message(text: str) -> str:
    """A message in Chinese, part by part; a part that no pattern knows stays as it is."""
    parts = text.split("; ")
    if len(parts) > 1:
        return "；".join(message(part) for part in parts)
    for pattern, said in _messages():
        found = pattern.fullmatch(text)
        if found:
            groups = [message(group or "") for group in found.groups()]
            return said.format(text, *groups)
    return text


@cache
def _help() -> dict[str, str]:
    known: dict[str, str] = yaml.safe_load((FOLDER / "help_zh.yml").read_text(encoding="utf-8"))
    return known


@cache
def _messages() -> list[tuple[re.Pattern[str], str]]:
    known = yaml.safe_load((FOLDER / "errors_zh.yml").read_text(encoding="utf-8"))
    return [(re.compile(pattern, re.DOTALL), said) for pattern, said in known]
