"""Background processes of the local stack, each with a pid file and a log."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

#: Linux: another one after each boot.
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
STOP_SECONDS = 30  # after this, running processes are killed


def start(name: str, command: Sequence[str], env: Mapping[str, str], folder: Path) -> None:
    """Start `command` independently of this terminal; does nothing if it already runs.

    Its pid is stored in `folder/<name>.json`, its output in `folder/<name>.log` (the previous log
    is kept as `.log.1`).
    """
    if alive(name, folder) is not None:
        return
    stop_all([name], folder)  # children of a killed process may still run
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"{name}.log"
    if log.exists():
        log.replace(folder / f"{name}.log.1")
    with log.open("ab") as output:  # appended to: the log may be emptied meanwhile
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **env},
            cwd=folder,
            start_new_session=True,
        )
    _write_pid(folder / f"{name}.json", psutil.Process(child.pid))


def alive(name: str, folder: Path) -> psutil.Process | None:
    """The process that was started under this name, if it still runs."""
    kept = _kept(name, folder)
    try:
        process = psutil.Process(kept.pid) if kept else None
        return process if process and kept and _is_same(process, kept) else None
    except psutil.Error:
        return None


def stop_all(names: Sequence[str], folder: Path) -> bool:
    """Stop the processes and their children; returns False if none was running."""
    roots = [process for name in names if (process := alive(name, folder))]
    for process in roots:
        _signal(process, "terminate")
    family = _family(names, folder, roots)
    psutil.wait_procs(roots, timeout=STOP_SECONDS)
    family |= _family(names, folder, roots)
    for process in family:
        _signal(process, "kill")
    psutil.wait_procs(family, timeout=5)
    for name in names:
        (folder / f"{name}.json").unlink(missing_ok=True)
    return bool(family)


def last_line(name: str, folder: Path) -> str:
    """The last non-blank line of a process's log."""
    log = folder / f"{name}.log"
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"


@dataclass(frozen=True)
class _Kept:
    pid: int
    created: float


def _kept(name: str, folder: Path) -> _Kept | None:
    """The process of a pid file; None for a file of another boot, whose ids mean nothing now."""
    try:
        kept = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        return _Kept(kept["pid"], kept["created"]) if kept["boot"] == boot() else None
    except (FileNotFoundError, ValueError, KeyError):
        return None


def boot() -> str:
    """Names this boot of the machine, and this start of the container, if it is one.

    Within one, a process id belongs to one process at a time, and its start time tells two apart.
    """
    started = psutil.Process(1).create_time()
    boot_id = BOOT_ID.read_text(encoding="ascii").strip() if BOOT_ID.exists() else ""
    return f"{boot_id} {started:.0f}"


def _write_pid(path: Path, process: psutil.Process) -> None:
    kept = {"pid": process.pid, "created": process.create_time(), "boot": boot()}
    path.write_text(json.dumps(kept), encoding="utf-8")


def _is_same(process: psutil.Process, kept: _Kept) -> bool:
    """The system reuses process ids, so the start time (in seconds) must match, too."""
    fits = abs(process.create_time() - kept.created) < 2
    return bool(fits and process.status() != psutil.STATUS_ZOMBIE)


def _family(
    names: Sequence[str], folder: Path, roots: Sequence[psutil.Process]
) -> set[psutil.Process]:
    """The processes with their children, including those of killed processes.

    Each process leads its own session, and its children stay in that session.
    """
    family = set(roots)
    for process in roots:
        with suppress(psutil.Error):
            family |= set(process.children(recursive=True))
    kept = [found for name in names if (found := _kept(name, folder))]
    # The leader is another program with a reused id: its session is not ours.
    foreign = {one.pid for one in kept if psutil.pid_exists(one.pid)} - {r.pid for r in roots}
    sessions = {one.pid for one in kept} - foreign
    for process in psutil.process_iter():
        with suppress(OSError, psutil.Error):
            if os.getsid(process.pid) in sessions:
                family.add(process)
    return family


def _signal(process: psutil.Process, action: str) -> None:
    with suppress(psutil.NoSuchProcess):
        getattr(process, action)()
