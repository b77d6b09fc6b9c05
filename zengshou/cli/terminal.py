"""Terminal output of commands, in the language of the locale."""

import sys
from typing import Any

from rich.console import Console

from zengshou.cli import chinese


class Terminal(Console):
    """Says texts that the catalogue of messages knows in Chinese where the locale is Chinese."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as rich does."""
        if chinese.is_wanted():
            objects = tuple(chinese.message(o) if isinstance(o, str) else o for o in objects)
        super().print(*objects, **options)


#: Bound to the real streams, because Airflow's runs redirect them. Width for output to a file: wide
#: enough for the tables.
out = Terminal(file=sys.stdout, width=None if sys.stdout.isatty() else 120)
err = Console(file=sys.stderr, highlight=False)


def complain(message: str, code: int) -> int:
    """Print the problem as one line; returns the exit code."""
    err.print(" ".join(message.split()), soft_wrap=True, markup=False)
    return code
