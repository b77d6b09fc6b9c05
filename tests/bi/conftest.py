"""Superset as `make bi` starts it, on the small made-up city."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bi.start import PASSWORD_FILE, SUPERSET
from ingestion.settings import PROJECT_ROOT
from tests.conftest import BuiltCity
from zengshou.local.postgres_server import free_port

START_SECONDS = 300


@dataclass(frozen=True)
class Superset:
    """A Superset that answers, its admin's password and what it has printed."""

    address: str
    password: str
    output: Path


@pytest.fixture(scope="module")
def superset(built_city: BuiltCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    if not SUPERSET.exists():
        pytest.fail("Superset is not installed: run `make test-bi`")
    output = tmp_path_factory.mktemp("superset") / "output.txt"
    port = free_port()
    environment = {
        **os.environ,
        "ZENGSHOU_HOME": str(built_city.home),
        "ZENGSHOU_DATABASE_URL": built_city.url,
        "HOME": str(output.parent),
    }
    command = [sys.executable, "-m", "bi.start", "--port", str(port)]
    with output.open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            command, cwd=PROJECT_ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(server, address, output)
        password = (built_city.home / "secrets" / PASSWORD_FILE).read_text(encoding="utf-8")
        yield Superset(address, password.strip(), output)
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait(server: subprocess.Popen[bytes], address: str, output: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with opener.open(f"{address}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"Superset does not answer: {output.read_text(encoding='utf-8')[-2000:]}")
