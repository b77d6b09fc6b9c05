"""The key that signs releases: lost, replaced, from the environment, interrupted."""

import shutil
from collections.abc import Callable
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

#: What becomes of the file, and the words that tell.
DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "is missing: put back"),
    "another one": (lambda path: path.write_text("00" * 32), "is not the one in use"),
    "empty": (lambda path: path.write_text(""), "is damaged"),
    "cut": (lambda path: path.write_text(path.read_text()[:40]), "is damaged"),
    "garbled": (lambda path: path.write_text("这不是密钥"), "is damaged"),
    "no text": (lambda path: path.write_bytes(b"\xff\xfe\x00\x81" * 16), "is damaged"),
}


def test_the_key_is_for_its_owner_only(home: Path) -> None:
    assert (home / "secrets" / "release.key").stat().st_mode & 0o077 == 0


def test_with_a_damaged_key_nothing_is_released_and_all_releases_verify(
    warehouse: sa.Engine, home: Path
) -> None:
    """The line names the file; nothing is changed and no key made, until the key is back."""
    path = home / "secrets" / "release.key"
    seed = path.read_bytes()
    for damage, (spoil, words) in DAMAGES.items():
        spoil(path)
        left = path.read_bytes() if path.exists() else None
        with pytest.raises(KeyMismatch, match=words) as told:
            correct(warehouse)
        assert str(path) in str(told.value), damage
        assert len(str(told.value).splitlines()) == 1
        assert (path.read_bytes() if path.exists() else None) == left, damage
        assert problems(warehouse) == [], "the public key is enough"
        with warehouse.connect() as connection:
            count = connection.execute(sa.text("select count(*) from assessment.release"))
            assert count.scalar_one() == 1, damage
        path.write_bytes(seed)
    assert correct(warehouse) == 2


@pytest.mark.parametrize("damage", ["another one", "garbled"])
def test_a_damaged_key_is_replaced_by_a_new_one(
    warehouse: sa.Engine, home: Path, damage: str
) -> None:
    DAMAGES[damage][0](home / "secrets" / "release.key")
    release_key.new_key(warehouse, get_settings(), **BY)
    assert correct(warehouse) == 2
    assert problems(warehouse) == []


@pytest.mark.parametrize("given", ["ab" * 7, "不是密钥"])
def test_a_damaged_key_in_the_environment_is_named_by_its_variable(
    warehouse: sa.Engine, home: Path, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (home / "secrets" / "release.key").read_bytes()
    monkeypatch.setenv("ZENGSHOU_RELEASE_KEY", given)
    forget_settings()
    for order in (
        lambda: correct(warehouse),
        lambda: release_key.new_key(warehouse, get_settings(), **BY),
    ):
        with pytest.raises(KeyMismatch, match="ZENGSHOU_RELEASE_KEY is damaged") as told:
            order()
        assert given not in str(told.value)
    assert problems(warehouse) == []
    assert (home / "secrets" / "release.key").read_bytes() == before


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
        audited = "select action, subject, person from ops.audit where action = 'new-key'"
        said = connection.execute(sa.text(audited)).all()
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
