"""Readable YAML: Chinese unescaped, keys in the given order, no line folding."""

from enum import StrEnum
from typing import Any

import yaml


class _Indented(yaml.SafeDumper):
    """Indents lists under their key, like the hand-written YAML of this repository."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Indented.add_multi_representer(StrEnum, lambda dumper, value: dumper.represent_str(str(value)))


def yaml_text(document: Any, *, note: str) -> str:
    """`document` as YAML under a comment line with `note`."""
    body = yaml.dump(document, Dumper=_Indented, allow_unicode=True, sort_keys=False, width=1000)
    return f"# {note}\n{body}"
