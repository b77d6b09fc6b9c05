"""Who may read the files that zengshou writes: its own account alone, except what is for others.

Each command begins with `private`, so that everything below the home has the modes 0700 and 0600.
What people receive (outbox, pages, tables) is written inside `for_others`, with the umask that the
office has given its account. Processes that a command starts know it from the environment.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

OFFICE_UMASK = "ZENGSHOU_OFFICE_UMASK"
PRIVATE = 0o077


@contextmanager
def private() -> Iterator[None]:
    """Inside, what is written can be read by its owner alone."""
    before = os.umask(PRIVATE)
    is_first = OFFICE_UMASK not in os.environ
    os.environ.setdefault(OFFICE_UMASK, f"{before:o}")
    try:
        yield
    finally:
        os.umask(before)
        if is_first:
            del os.environ[OFFICE_UMASK]


@contextmanager
def for_others() -> Iterator[None]:
    """Inside, what is written has the modes that the office chose for new files."""
    given = os.environ.get(OFFICE_UMASK)
    if given is None:
        yield
        return
    before = os.umask(int(given, 8))
    try:
        yield
    finally:
        os.umask(before)
