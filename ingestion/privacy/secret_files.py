"""Generated passwords and keys, one per file, readable only by the owner."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def random_password() -> str:
    """A password that is safe inside URLs and shell lines (43 characters)."""
    return secrets.token_urlsafe(32)


def secret_file(folder: Path, name: str, make: Callable[[], str] = random_password) -> Path:
    """The file `folder/name`, created with a new secret if it does not exist.

    Safe for concurrent processes: a hard link makes the complete file appear at once, and the first
    process wins. The folder has mode 0700, the file 0600.
    """
    path = folder / name
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    draft = folder / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(make() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # another process created the file first; its secret is in use
    finally:
        draft.unlink()
    return path


def secret(folder: Path, name: str, make: Callable[[], str] = random_password) -> str:
    """The secret in `folder/name`; see `secret_file`."""
    return secret_file(folder, name, make).read_text(encoding="utf-8").strip()
