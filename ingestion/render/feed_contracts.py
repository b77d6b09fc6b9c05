"""Contracts → the dbt seed that says which files are expected, and until when."""

import csv
import io
from collections.abc import Iterable
from pathlib import PurePosixPath

from ingestion.contract import Contract

HEADERS = (
    "feed",
    "kind",
    "name_zh",
    "kind_name_zh",
    "sender_zh",
    "period",
    "unit",
    "due_day",
)
#: The kind of a feed without kinds.
ALL = ("all", "全部")


def feed_contracts_path() -> PurePosixPath:
    """The path of the seed from the repository's root."""
    return PurePosixPath("dbt_project/seeds/feed_contracts.csv")


def feed_contracts(contracts: Iterable[Contract]) -> str:
    """The text of the seed: one row per feed, or per kind of file where a feed has kinds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADERS)
    for contract in contracts:
        for kind, kind_name in _kinds(contract):
            writer.writerow(
                (
                    contract.feed,
                    kind,
                    contract.title,
                    kind_name,
                    contract.owner.sender,
                    contract.period,
                    contract.replaces.value,
                    contract.due_day,
                )
            )
    return text.getvalue()


def _kinds(contract: Contract) -> list[tuple[str, str]]:
    """Code and title of each kind of file; `all` where a feed has no kinds."""
    return list(contract.kinds.items()) or [ALL]
