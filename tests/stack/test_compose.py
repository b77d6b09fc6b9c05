"""The containers: no secret has a default, nothing is open to the network."""

import os
import re
import shutil
import subprocess
import tomllib
from typing import Any

import pytest
import yaml

from ingestion.settings import PROJECT_ROOT, Settings

DOCKER = PROJECT_ROOT / "docker"
COMPOSE = (DOCKER / "compose.yml").read_text(encoding="utf-8")
EXAMPLE = (DOCKER / "env.example").read_text(encoding="utf-8")
DOCKERFILE = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
REQUIRED = set(re.findall(r"\$\{(\w+):\?", COMPOSE))
WITH_DEFAULT = set(re.findall(r"\$\{(\w+):?-", COMPOSE))
SECRET = re.compile(r"PASSWORD|SECRET|KEY")


def test_every_part_of_airflow_is_there() -> None:
    airflow = {"airflow-init", "api-server", "scheduler", "dag-processor", "triggerer"}
    assert set(SERVICES) == airflow | {"postgres"}


def test_every_variable_either_must_be_set_or_has_a_harmless_default() -> None:
    used = set(re.findall(r"(?<!\$)\$\{?(\w+)", COMPOSE))
    assert used == REQUIRED | WITH_DEFAULT
    off = {f"ZENGSHOU_NOTICE_{name}" for name in ("MAIL", "MAIL_TO", "CHAT")}
    timing = {
        f"ZENGSHOU_{name}"
        for name in ("LOOK_EVERY_SECONDS", "PUBLISH_EVERY_MINUTES", "BACKUPS_KEPT")
    }
    limits = {
        f"ZENGSHOU_{name}"
        for name in (
            *("MAX_PACKED_MB", "MAX_UNPACKED_MB", "RETENTION_DAYS", "LOG_DAYS", "BACKUP_FOLDER"),
            *("INCOME_YEAR_START_MONTH", "LANDING_URL"),
        )
    }
    build = {"ZENGSHOU_VERSION", "ZENGSHOU_BASE", "ZENGSHOU_INDEX_URL"}
    ports = {"AIRFLOW_PORT", "POSTGRES_PORT"}
    assert ports | build | off | timing | limits == WITH_DEFAULT


def test_every_setting_reaches_the_services() -> None:
    given = set(SERVICES["scheduler"]["environment"])
    of_the_image = {"ZENGSHOU_HOME"}
    of_the_store = {"ZENGSHOU_SFTP_PASSWORD"}
    assert all(name in EXAMPLE for name in of_the_store)
    assert SERVICES["scheduler"]["env_file"] == [{"path": "store.env", "required": False}]
    wanted = {f"ZENGSHOU_{name.upper()}" for name in Settings.model_fields}
    assert wanted - of_the_image - of_the_store <= given


def test_the_image_has_the_locked_versions_without_the_tools_of_tests() -> None:
    locked, runtime = (
        set(re.findall(r"^(\S+)==([^\s;]+)", (PROJECT_ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-runtime.lock")
    )
    assert runtime < locked
    project = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tools = {re.split(r"[\[>=<]", one)[0] for one in project["dependency-groups"]["dev"]}
    needed_by_others = {"jsonschema", "sqlglot"}
    assert not {name for name, _ in runtime} & (tools - needed_by_others)


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_has_a_secret_of_its_own(service: str) -> None:
    for name, value in SERVICES[service].get("environment", {}).items():
        given = str(value)
        if SECRET.search(name) and not name.endswith("_FILE"):
            assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", given), name
        # A database URL: user, then the password from the environment.
        for password in re.findall(r"://\w+:([^@]+)@", given):
            assert password.startswith("${"), name
            assert ":?" in password, name


@pytest.mark.parametrize("service", SERVICES)
def test_ports_open_on_this_machine_only(service: str) -> None:
    for port in SERVICES[service].get("ports", []):
        assert str(port).startswith("127.0.0.1:")
    assert SERVICES[service].get("network_mode") != "host"


@pytest.mark.parametrize("service", SERVICES)
def test_every_lasting_service_tells_whether_it_is_well(service: str) -> None:
    lasting = SERVICES[service]["restart"] != "no"
    assert ("healthcheck" in SERVICES[service]) == lasting


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "postgres"])
def test_services_of_ours_have_no_special_rights(service: str) -> None:
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert not SERVICES[service].get("privileged")
    assert SERVICES[service].get("user", "zengshou") not in ("root", "0")


@pytest.mark.parametrize("service", [name for name in SERVICES if name != "postgres"])
def test_the_landing_zone_is_read_only(service: str) -> None:
    (landing,) = [v for v in SERVICES[service]["volumes"] if "/srv/landing" in v]
    assert landing.endswith(":ro")


def test_the_example_names_all_that_must_be_set_and_gives_no_value() -> None:
    lines = [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")]
    assert {line.rstrip("=") for line in lines} == REQUIRED
    assert all(line.endswith("=") for line in lines)


def test_the_image_takes_only_locked_packages_and_does_not_run_as_root() -> None:
    lines = DOCKERFILE.replace("\\\n", " ").splitlines()
    installs = [line for line in lines if "pip install" in line or "pip sync" in line]
    assert len(installs) == 3
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    users = re.findall(r"^USER (\w+)", DOCKERFILE, re.MULTILINE)
    assert users == ["zengshou"]


def test_the_image_holds_no_secret() -> None:
    assert not re.search(
        r"^\s*(ARG|ENV)?\s*\w*(PASSWORD|SECRET|_KEY)\w*=", DOCKERFILE, re.MULTILINE
    )
    ignored = (DOCKER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*", "what is not listed must stay out"
    assert not any(line.startswith("!") and "env" in line for line in ignored)


@pytest.mark.parametrize("script", sorted(DOCKER.rglob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_sound_shell(script: Any) -> None:
    assert os.access(script, os.X_OK)
    subprocess.run(["/bin/sh", "-n", str(script)], check=True)


def _compose() -> list[str] | None:
    """Docker's own reader of such files, where it is installed (no engine is needed)."""
    docker = shutil.which("docker")
    if docker is None:
        return None
    plugin = subprocess.run([docker, "compose", "version"], capture_output=True, check=False)
    return [docker, "compose"] if plugin.returncode == 0 else None


@pytest.mark.skipif(_compose() is None, reason="the Compose plugin is not installed")
def test_compose_accepts_the_file_only_with_all_secrets() -> None:
    command = [*(_compose() or []), "--file", str(DOCKER / "compose.yml"), "config", "--quiet"]
    clean = {key: value for key, value in os.environ.items() if key not in REQUIRED}
    full = clean | dict.fromkeys(REQUIRED, "x")
    assert subprocess.run(command, env=full, check=False).returncode == 0
    for name in REQUIRED:
        lacking = {key: value for key, value in full.items() if key != name}
        done = subprocess.run(command, env=lacking, capture_output=True, check=False)
        assert done.returncode != 0, name
