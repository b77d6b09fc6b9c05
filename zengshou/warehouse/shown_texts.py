"""The texts of villages as others see them: names of people on the village's roster are masked.

`raw` keeps what came and depends on no roster. Before each build this module writes what differs
into `ops.shown_text`, for the edition. Staging takes file names and free text from there. Source:
domain.md, "Personal data"; ingestion/privacy/known_names.py.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from psycopg import sql

from ingestion.contract import Contract, Part, VersionUnit, load_contracts
from ingestion.database import driver_of
from ingestion.privacy import keys
from ingestion.privacy.known_names import KnownNames
from ingestion.privacy.tokens import Tokens
from ingestion.settings import Settings

FILE_NAME = "file_name"

#: Files whose rows count or counted: all of them, or those that changed.
FILES = """
select state.load_id, receipt.unit, receipt.file_name, state.reject_judgement_id
from ops.load_state as state
inner join ops.receipt as receipt using (load_id)
where state.edition = %(edition)s and state.status in ('accepted', 'superseded')
    and receipt.feed = any(%(feeds)s)
    and (%(all)s or load_id in (select load_id from ops.changed_load where edition = %(edition)s))
"""
HAS_NEW_ROSTER = """
select exists (
    select from ops.changed_load inner join ops.receipt using (load_id)
    where changed_load.edition = %(edition)s and receipt.feed = 'household_roster'
)
"""
NAMES = """
with latest as (
    select load_id from ops.current_unit
    where edition = %(edition)s and feed = 'household_roster'
    order by period desc limit 1
)
select cell.code(village_code), array_agg(name_masked), array_agg(name_token)
from latest
inner join ops.load_state as state using (load_id)
inner join accepted.household_roster as roster on state.reject_judgement_id = roster.judgement_id
where state.edition = %(edition)s and roster.name_token is not null
    and cell.code(village_code) = any(%(villages)s)
group by cell.code(village_code)
"""
PLACES = "select distinct division_name from reference.division_register"
STORED = """
select load_id, place, row_number, shown from ops.shown_text
where edition = %(edition)s and load_id = any(%(loads)s)
"""
FORGET = "delete from ops.shown_text where edition = %(edition)s and load_id = any(%(loads)s)"
WRITE = """
insert into ops.shown_text (edition, load_id, place, row_number, shown) values (%s, %s, %s, %s, %s)
"""
CHANGED = """
insert into ops.changed_load (edition, load_id)
select %(edition)s, unnest(%(loads)s::bigint[]) on conflict do nothing
"""


@dataclass(frozen=True)
class Text:
    """A text of a village: the file's name, or a cell of a column in which people write freely."""

    load_id: int
    village: str
    place: str
    row_number: int
    text: str


def refresh(connection: sa.Connection, edition: str, settings: Settings, *, whole: bool) -> None:
    """Write the masked texts of the edition; files whose texts changed join `ops.changed_load`.

    Without a new roster only the changed files are read. `ops.changed_load` must hold them.
    """
    driver = driver_of(connection)
    this = {"edition": edition}
    is_new_roster = driver.execute(HAS_NEW_ROSTER, this).fetchone() == (True,)
    texts = list(_texts(driver, edition, every=whole or is_new_roster))
    loads = sorted({one.load_id for one in texts})
    masked_in = _masking(driver, edition, settings, sorted({one.village for one in texts}))
    shown = {
        (one.load_id, one.place, one.row_number, text)
        for one in texts
        if (text := masked_in(one.village, one.text)) != one.text
    }
    stored = set(driver.execute(STORED, this | {"loads": loads}).fetchall())
    changed = {load_id for load_id, *_ in shown ^ stored}
    these = this | {"loads": sorted(changed)}
    driver.execute(FORGET, these)
    driver.cursor().executemany(
        WRITE, [(edition, *one) for one in sorted(shown) if one[0] in changed]
    )
    driver.execute(CHANGED, these)


def _texts(driver: psycopg.Connection, edition: str, *, every: bool) -> Iterator[Text]:
    """File names and free text of the villages' files."""
    for contract in load_contracts().values():
        if contract.replaces is VersionUnit.VILLAGE:
            yield from _texts_of(driver, edition, contract, every=every)


def _texts_of(
    driver: psycopg.Connection, edition: str, contract: Contract, *, every: bool
) -> Iterator[Text]:
    asked = {"edition": edition, "feeds": [contract.feed], "all": every}
    files = driver.execute(FILES, asked).fetchall()
    for load_id, village, file_name, _judgement in files:
        yield Text(load_id, village, FILE_NAME, 0, file_name)
    villages = {load_id: village for load_id, village, *_ in files}
    judgements = [judgement for *_, judgement in files]
    for part in contract.parts:
        for column in (name for name, one in part.columns.items() if one.is_shown):
            place = f"{part.table}.{column}"
            for load_id, row_number, text in _cells(driver, part, column, judgements):
                yield Text(load_id, villages[load_id], place, row_number, text)


def _cells(
    driver: psycopg.Connection, part: Part, column: str, judgements: Sequence[int]
) -> list[tuple[int, int, str]]:
    query = sql.SQL(
        "select load_id, row_number, cell.text({column}) from {table}"
        " where judgement_id = any(%s) and cell.text({column}) is not null"
    ).format(column=sql.Identifier(column), table=sql.Identifier("accepted", part.table))
    return driver.execute(query, [list(judgements)]).fetchall()


def _masking(
    driver: psycopg.Connection, edition: str, settings: Settings, villages: Sequence[str]
) -> Callable[[str, str], str]:
    """The function that masks a village's text."""
    token_of = Tokens(keys.check_key(driver, settings, keys.TOKEN)).maker("name")
    places = [name for (name,) in driver.execute(PLACES)]
    listed = driver.execute(NAMES, {"edition": edition, "villages": list(villages)})
    known = {
        village: KnownNames(zip(masked, tokens, strict=True), places, token_of)
        for village, masked, tokens in listed
    }

    def masked(village: str, text: str) -> str:
        return known[village].masked(text) if village in known else text

    return masked
