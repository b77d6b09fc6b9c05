"""Where an owner finds its worklists and the answers to what it sent back."""

import re

_FORBIDDEN = re.compile(r'[/\\:*?"<>|\x00-\x1f]')


def recipient(owner: str, division_code: str, level: str) -> str:
    """The folder of the outbox: a division's code, or the office of the city by its name."""
    if level in ("county", "township"):
        return division_code
    if level == "unit":
        return safe_name(f"{owner}_{division_code}")
    return owner


def safe_name(name: str) -> str:
    """The name without characters that no file or folder may have."""
    return _FORBIDDEN.sub("_", name)
