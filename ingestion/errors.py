"""The base of all errors that a person is told in one line."""


class ZengshouError(Exception):
    """Something a person can mend; the message says what, in one line, and what to do.

    The command line prints the message without a traceback and ends with exit code 1.
    """
