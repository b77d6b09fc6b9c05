"""An OpenSSH server of the test's own: it can be killed, frozen and given another key."""

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from zengshou.local.postgres_server import free_port

SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host_key
PidFile none
AuthorizedKeysFile {folder}/authorized_keys
PermitRootLogin yes
StrictModes no
UsePAM no
Subsystem sftp internal-sftp
"""


@dataclass
class OpenSsh:
    """A server that lets in this account, with the key in `home`."""

    folder: Path
    home: Path
    port: int
    process: psutil.Popen | None = None

    @classmethod
    def new(cls, folder: Path, home: Path) -> "OpenSsh":
        """A running server; `home` gets the account's key, and the server's in known_hosts."""
        server = cls(folder, home, free_port())
        folder.mkdir()
        (home / ".ssh").mkdir(parents=True)
        _make_key(home / ".ssh" / "id_ed25519")
        shutil.copy(home / ".ssh" / "id_ed25519.pub", folder / "authorized_keys")
        server.new_host_key()
        server.make_known()
        config = CONFIG.format(port=server.port, folder=folder)
        (folder / "config").write_text(config, encoding="utf-8")
        server.start()
        return server

    def url(self, folder: Path) -> str:
        """The URL of a folder on this machine."""
        user = psutil.Process().username()
        return f"sftp://{user}@127.0.0.1:{self.port}{folder}"

    def new_host_key(self) -> None:
        """Another key of the server, from its next start on."""
        (self.folder / "host_key").unlink(missing_ok=True)
        _make_key(self.folder / "host_key")

    def make_known(self) -> None:
        """Add the server to known_hosts."""
        key = (self.folder / "host_key.pub").read_text(encoding="utf-8")
        line = f"[127.0.0.1]:{self.port} {key}"
        (self.home / ".ssh" / "known_hosts").write_text(line, encoding="utf-8")

    def start(self) -> None:
        """Start the server and wait until it listens."""
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # a server of root's needs it
        assert SSHD is not None
        command = [SSHD, "-D", "-e", "-f", str(self.folder / "config")]
        log = (self.folder / "log").open("ab")
        self.process = psutil.Popen(command, stderr=log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text(encoding="utf-8"))

    def kill(self) -> None:
        """End the server and its sessions at once."""
        for process in self._family():
            process.kill()
        if self.process is not None:
            self.process.wait()

    def freeze(self) -> None:
        """Server and sessions keep their connections and do nothing any more."""
        for process in self._family():
            process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Server and sessions go on."""
        for process in self._family():
            process.send_signal(signal.SIGCONT)

    def _family(self) -> list[psutil.Process]:
        assert self.process is not None
        return [*self.process.children(recursive=True), self.process]


def _make_key(file: Path) -> None:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)]
    subprocess.run(command, check=True)
