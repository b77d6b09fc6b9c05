"""Makes external text safe for cells of a spreadsheet."""

STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_text(value: str) -> str:
    """The text, with an apostrophe in front if a spreadsheet could read it as a formula."""
    return f"'{value}" if value.lstrip(" ").startswith(STARTS_OF_FORMULAS) else value
