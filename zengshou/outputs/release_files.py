"""The signatures of releases outside the database: in the home and in the city's outbox."""

import sqlalchemy as sa

from ingestion.errors import ZengshouError
from ingestion.load.place import without_password
from ingestion.privacy.release_key import public_keys
from ingestion.settings import get_settings
from zengshou.assessment.releases import archive, kept, verify
from zengshou.assessment.releases.kept import Kept
from zengshou.assessment.releases.signature import Release, signatures
from zengshou.outputs.outbox import outbox_of, write
from zengshou.warehouse.snapshot import one_state

#: The folder in the city's outbox; the files are of all years.
FOLDER = "考核成绩"
CITY = """
select division_code from reference.division_register where level = 'city' order by 1 limit 1
"""
NO_HEAD = (
    f"no {kept.HEAD} in the home or in the outbox: if releases were removed at the end of the"
    " chain, this check does not notice it"
)


class NotKept(ZengshouError):
    """The release is made, but its signature cannot be written to a folder."""


def keep(engine: sa.Engine) -> list[str]:
    """Write the files of all signatures and the head of the chain; returns the folders.

    Files that are there already stay as they are. Raises NotKept.
    """
    keys = public_keys(get_settings())
    with one_state(engine) as connection:
        chain, folders = signatures(connection), _folders(connection)
    for folder in folders if chain else []:
        try:
            there = {one.signature for one in kept.read(folder).signatures}
            for one in chain:
                if one.signature not in there:
                    written = kept.file_of(one, keys.get(one.key_fingerprint))
                    write(folder, kept.file_name(one.release), written)
            write(folder, kept.HEAD, kept.head_of(chain))
        except OSError as error:
            raise NotKept(
                f"the release is made, but {without_password(folder)} cannot be written: {error};"
                f" copy the files of {kept.home_folder()} there"
            ) from error
    return folders


def outside(connection: sa.Connection) -> Kept:
    """What is kept in the home and in the outbox. Raises kept.UnreadableFile."""
    found = Kept()
    for folder in _folders(connection):
        found |= kept.read(folder)
    return found


def verify_releases(
    engine: sa.Engine, year: int | None = None, number: int | None = None
) -> verify.Report:
    """Check all releases, those of a year or one, and the chain. Raises UnknownRelease."""
    with one_state(engine) as connection:
        there = outside(connection)
        found = verify.report(connection, there)
    asked = [one for one in found.verdicts if _is_asked(one.release, year, number)]
    if not asked and not found.chain:
        raise archive.UnknownRelease("there is no such release")
    is_signed = any(one.signature for one in found.verdicts)
    remarks = [NO_HEAD] if is_signed and not there.heads else []
    return verify.Report(asked, found.chain, remarks)


def chain_problems(engine: sa.Engine) -> list[str]:
    """Releases that are known in the home or the outbox, but not in the database."""
    with one_state(engine) as connection:
        return verify.chain_of(connection, outside(connection))


def _is_asked(release: Release, year: int | None, number: int | None) -> bool:
    return year in (None, release[0]) and number in (None, release[1])


def _folders(connection: sa.Connection) -> list[str]:
    """The folder in the home, first, and that in the city's outbox if there is an outbox."""
    settings = get_settings()
    folders = [str(kept.home_folder())]
    if settings.landing_url:
        try:
            outbox = outbox_of(settings.landing_url)
        except ValueError:  # the landing zone is the root of a store
            return folders
        city = connection.execute(sa.text(CITY)).scalar()
        folders += [f"{outbox}/{city}/{FOLDER}"] if city else []
    return folders
