"""The base class of all errors that are shown to the user as one line."""


class ZengshouError(Exception):
    """An error that a user can fix; the message says in one line what is wrong and what to do.

    The command line prints the message without a traceback and exits with `exit_code`.
    """

    exit_code = 1
