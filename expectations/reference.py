"""The digest of the seeds that the gate reads: what changes in them judges everything again."""

from collections.abc import Iterator, Mapping

from expectations.answerable import ANSWERABLE
from ingestion.contract import Contract

#: Numbers that the gate reads beside those that rules of contracts name.
OWN_PARAMETERS = "code like 'arrival%' or code like 'shrinking%'"
ROWS_OF_SEED = (
    "coalesce((select string_agg(seed::text, ',' order by seed::text) from {seed} as seed), '')"
)


def reference(contracts: Mapping[str, Contract]) -> str:
    """The query for the digest: places, answers, lists of values, numbers of rules."""
    seeds = [
        "reference.division_register",
        "reference.reporting_units",
        f"({ANSWERABLE})",
        f"(select * from reference.policy_parameters where {_used_parameters(contracts)})",
        *(f"reference.{name}" for name in sorted({*_lists(contracts), *_senders(contracts)})),
    ]
    rows = " || ".join(ROWS_OF_SEED.format(seed=seed) for seed in seeds)
    return f"select md5({rows})"


def _used_parameters(contracts: Mapping[str, Contract]) -> str:
    found = {
        code
        for contract in contracts.values()
        for part in contract.parts
        for rule in part.rules.values()
        for check in rule.checks
        for code in check.parameters()
    }
    codes = ", ".join(f"'{code}'" for code in sorted(found))
    return f"{OWN_PARAMETERS} or code in ({codes})" if codes else OWN_PARAMETERS


def _senders(contracts: Mapping[str, Contract]) -> Iterator[str]:
    labels = (contract.labels for contract in contracts.values())
    yield from (one.senders for one in labels if one and one.senders)


def _lists(contracts: Mapping[str, Contract]) -> Iterator[str]:
    for contract in contracts.values():
        for part in contract.parts:
            yield from (column.values for column in part.columns.values() if column.values)
