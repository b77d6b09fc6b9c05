"""Messages of the gate as an office reads them."""

import re

#: A rule's message names the administrator's command in brackets.
_COMMAND = re.compile(r"（zengshou [^）]*）")


def without_command(message: str) -> str:
    """The message without the command, which is for the administrator only."""
    return _COMMAND.sub("", message)
