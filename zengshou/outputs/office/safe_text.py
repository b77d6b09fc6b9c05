"""Makes external text safe for cells of a spreadsheet."""

import re

STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Characters that no XML may hold, and so no office file.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe_text(value: str) -> str:
    """The text, with an apostrophe in front if a spreadsheet could read it as a formula."""
    text = without_controls(value)
    return f"'{text}" if text.lstrip(" ").startswith(STARTS_OF_FORMULAS) else text


def without_controls(value: str) -> str:
    """The text without the characters that an office file cannot hold."""
    return _CONTROLS.sub("", value)
