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
#: Typer's own words on a page of help.
FRAME = {
    "OPTIONS_PANEL_TITLE": "选项",
    "ARGUMENTS_PANEL_TITLE": "参数",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[默认：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
}
#: What a value is, by the name of its type; a flag has none.
KINDS = {"bool": "开关", "str": "文字", "int": "整数", "Path": "路径", "float": "数"}


def is_wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the first of the locale's variables that is set names Chinese."""
    named = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    return named.lower().startswith("zh")


def speak_chinese(command: Any) -> None:
    """Give a command and all below it their Chinese help, in place, with its headings."""
    from typer import rich_utils

    for name, said in FRAME.items():
        setattr(rich_utils, name, said)
    _translate(command)


def _translate(command: Any) -> None:
    for one in (command, *command.params):
        text = getattr(one, "help", None)
        if text in _help():
            one.help = _help()[text]
    for one in command.params:
        if one.param_type_name == "option":
            one.metavar = one.metavar or KINDS.get(one.bare_type())
    _translate_frame(command)
    for below in getattr(command, "commands", {}).values():
        _translate(below)


def _translate_frame(command: Any) -> None:
    """The usage line and the option --help, which no catalogue of ours holds."""
    command.options_metavar = "[选项]"
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = "命令 [参数]..."
    usage, help_option = command.get_usage, command.get_help_option

    def get_usage(context: Any) -> str:
        return str(usage(context)).replace("Usage: ", "用法：", 1)

    def get_help_option(context: Any) -> Any:
        made = help_option(context)
        if made is not None:
            made.help, made.metavar = "显示本说明", KINDS["bool"]
        return made

    command.get_usage, command.get_help_option = get_usage, get_help_option


def message(text: str) -> str:
    """A message in Chinese, part by part; a part that no pattern knows stays as it is."""
    parts = text.split("; ")
    if len(parts) > 1:
        translated = [message(part) for part in parts]
        return text if translated == parts else "；".join(translated)
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
