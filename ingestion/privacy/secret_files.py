"""Generated passwords and keys, one per file, readable by the owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def random_password() -> str:
    """A password that is safe inside URLs and shell lines (43 characters)."""
    return secrets.token_urlsafe(32)


def secret_file(folder: Path, name: str, make: Callable[[], str] = random_password) -> Path:
    """The file `folder/name`, made with a fresh secret when it does not exist yet.

    Safe when several processes ask at once: the file appears whole, by a hard link, and
    the first one wins. The folder is 0700, the file 0600.
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
        pass  # another process was faster; its secret is the one in use
    finally:
        draft.unlink()
    return path


def secret(folder: Path, name: str, make: Callable[[], str] = random_password) -> str:
    """The secret kept in `folder/name`; see `secret_file`."""
    return secret_file(folder, name, make).read_text(encoding="utf-8").strip()
