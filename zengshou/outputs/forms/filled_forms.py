"""The forms of a village, or of all villages of a county, with their households filled in."""

import io
import zipfile
from datetime import date

import sqlalchemy as sa

from ingestion.column import CellType
from ingestion.contract import load_contracts
from ingestion.database import driver_of
from ingestion.privacy.vault import Vault
from ingestion.settings import get_settings
from zengshou.outputs.forms.clear_values import read_clear
from zengshou.outputs.forms.follow_up import follow_up
from zengshou.outputs.forms.village import (
    Household,
    NoForm,
    Unit,
    answerable_names,
    feeds_of_figures,
    households,
    units,
)
from zengshou.outputs.forms.workbook import village_workbook

EPOCH = (1980, 1, 1, 0, 0, 0)
FORBIDDEN = str.maketrans("", "", '/\\:*?"<>|')


def file_name(stem: str, ending: str) -> str:
    """A file's name without the characters that Windows forbids."""
    return f"{stem}.{ending}".translate(FORBIDDEN)


def filled_forms(
    connection: sa.Connection, code: str, month: date, person: str
) -> list[tuple[Unit, bytes]]:
    """The forms of the villages that have households in the month. Raises NoForm.

    `code` is that of a village or a county. `ops.audit` records who requested the forms.
    """
    contracts, vault = load_contracts(), Vault.open(driver_of(connection), get_settings())
    items = contracts["village_submission"].parts[0].columns_of(CellType.MONEY)
    villages = units(connection, code, month)
    homes = households(connection, villages, month, items)
    choices = {"answerable": answerable_names(connection)}
    feeds = feeds_of_figures(connection)
    forms = []
    for unit in villages:
        if own := homes[unit.village_code]:
            clear = read_clear(
                connection,
                vault,
                _tokens(own),
                subject=f"village form {unit.village_code} {month:%Y-%m}: {len(own)} heads",
                person=person,
                reason="zengshou template",
            )
            asked = follow_up(connection, own, month, clear)
            filled = village_workbook(contracts, unit, month, own, clear, choices, feeds, asked)
            forms.append((unit, filled))
    if not forms:
        raise NoForm(f"the roster in force for {month:%Y-%m} lists no household in {code}")
    return forms


def _tokens(homes: list[Household]) -> list[str]:
    both = [token for home in homes for token in (home.name_token, home.citizen_id_token)]
    return [token for token in both if token]


def as_zip(forms: list[tuple[Unit, bytes]], month: str) -> bytes:
    """The forms by township; village names repeat, so the file name includes the code."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for unit, content in forms:
            file = file_name(f"{unit.village_name}_{unit.village_code}_{month}", "xlsx")
            folder = unit.township_name.translate(FORBIDDEN)
            archive.writestr(zipfile.ZipInfo(f"{folder}/{file}", EPOCH), content)
    return buffer.getvalue()
