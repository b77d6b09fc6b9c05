"""Terminal output of commands."""

import sys

from rich.console import Console

#: Bound to the real streams, because Airflow's runs redirect them. Width for output to a file: wide
#: enough for the tables.
out = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120)
err = Console(file=sys.stderr, highlight=False)


def complain(message: str, code: int) -> int:
    """Print the problem as one line; returns the exit code."""
    err.print(" ".join(message.split()), soft_wrap=True, markup=False)
    return code
