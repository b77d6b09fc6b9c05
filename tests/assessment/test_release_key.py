"""The key that signs releases: lost, replaced, from the environment, interrupted."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.privacy import keys, release_key
from ingestion.privacy.audit import Refused
from ingestion.privacy.keys import KeyMismatch
from ingestion.privacy.release_key import SigningKey
from ingestion.settings import get_settings
from tests.assessment.signed import correct, problems
from tests.processed_city import forget_settings
from zengshou.jobs import freeze
from zengshou.outputs import release_files

BY = {"person": "管理员", "reason": "年度更换"}


def test_without_the_key_nothing_is_released_and_the_line_says_what_to_do(
    warehouse: sa.Engine, home: Path
) -> None:
    path = home / "secrets" / "release.key"
    assert path.stat().st_mode & 0o077 == 0
    seed = path.read_text()
    path.unlink()
    with pytest.raises(KeyMismatch, match=r"is missing: put back .*release.key; if it is lost"):
        correct(warehouse)
    assert problems(warehouse) == [], "the public key is enough"
    path.write_text("00" * 32)
    with pytest.raises(KeyMismatch, match="is not the one in use"):
        correct(warehouse)
    path.write_text(seed)
    assert correct(warehouse) == 2


def test_after_a_new_key_old_releases_verify_with_the_key_of_their_time(
    warehouse: sa.Engine, home: Path
) -> None:
    path = home / "secrets" / "release.key"
    old = path.read_text()
    made = release_key.new_key(warehouse, get_settings(), **BY)
    assert path.read_text() != old
    assert correct(warehouse) == 2
    found = release_files.verify_releases(warehouse)
    assert found.problems == []
    fingerprints = [one.signature.key_fingerprint for one in found.verdicts if one.signature]
    assert len(set(fingerprints)) == 2
    assert fingerprints[1] == made.fingerprint
    with warehouse.connect() as connection:
        said = connection.execute(sa.text("select action, subject, person from ops.audit")).all()
    assert [tuple(row) for row in said] == [
        ("new-key", f"release.key {made.fingerprint}", "管理员")
    ]
    for file in (home / "secrets" / "release_public_keys").glob(f"{fingerprints[0]}*"):
        file.unlink()
    [told] = problems(warehouse)
    assert f"the public key {fingerprints[0]} of its signature is not in" in told


def test_a_key_that_was_replaced_signs_no_later_release(
    warehouse: sa.Engine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = SigningKey.of(keys.load_key(get_settings(), keys.RELEASE))
    release_key.new_key(warehouse, get_settings(), **BY)
    monkeypatch.setattr(freeze, "signing_key", lambda *_: old)
    assert correct(warehouse) == 2
    shutil.rmtree(home / "releases")
    assert problems(warehouse) == [
        "2023 release 2 differs from what was frozen: release_signature does not fit"
    ]


def test_a_lost_key_is_followed_by_a_new_one(warehouse: sa.Engine, home: Path) -> None:
    (home / "secrets" / "release.key").unlink()
    release_key.new_key(warehouse, get_settings(), **BY)
    assert correct(warehouse) == 2
    assert problems(warehouse) == []


@pytest.mark.usefixtures("home")
def test_a_new_key_from_the_environment_must_be_another(
    warehouse: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = keys.load_key(get_settings(), keys.RELEASE).hex()
    for given in (seed, "ab" * 32):
        monkeypatch.setenv("ZENGSHOU_RELEASE_KEY", given)
        forget_settings()
        if given == seed:
            with pytest.raises(Refused, match="holds a key that was in use"):
                release_key.new_key(warehouse, get_settings(), **BY)
    release_key.new_key(warehouse, get_settings(), **BY)
    assert correct(warehouse) == 2
    assert problems(warehouse) == []


def test_an_interrupted_change_of_the_key_is_finished(warehouse: sa.Engine, home: Path) -> None:
    path = home / "secrets" / "release.key"
    following = path.with_name("release.key.next")
    following.write_text("cd" * 32)
    assert correct(warehouse) == 2, "the warehouse does not know the new key yet"
    with warehouse.begin() as connection:
        connection.execute(
            sa.text("update ops.key set fingerprint = :new where purpose = 'release'"),
            {"new": keys.fingerprint(bytes.fromhex("cd" * 32))},
        )
    assert correct(warehouse, "1") == 3
    assert path.read_text() == "cd" * 32
    assert not following.exists()
