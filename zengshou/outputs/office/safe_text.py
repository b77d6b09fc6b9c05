"""Text from outside in cells that a spreadsheet opens."""

STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_text(value: str) -> str:
    """The text with an apostrophe before it where a spreadsheet could take it for a formula."""
    return f"'{value}" if value.lstrip(" ").startswith(STARTS_OF_FORMULAS) else value
