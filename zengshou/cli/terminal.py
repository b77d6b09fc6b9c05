"""What commands write to the terminal."""

import sys

from rich.console import Console

#: Bound to the real streams, as Airflow's runs redirect them; wide enough for the tables where
#: the output goes to a file.
out = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 120)
err = Console(file=sys.stderr, highlight=False)


def complain(message: str, code: int) -> int:
    """Tell what is wrong in one line; returns the exit code."""
    err.print(" ".join(message.split()), soft_wrap=True, markup=False)
    return code
