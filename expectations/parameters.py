"""The numbers of the gate's rules: seed `policy_parameters`, as in force today."""

import sqlalchemy as sa

from ingestion.errors import ZengshouError

PARAMETER = """
select value::text from reference.policy_parameters
where code = :code and valid_from <= current_date
    and (valid_to is null or valid_to >= current_date)
order by valid_from desc limit 1
"""


class MissingParameter(ZengshouError):
    """A rule has no number in force."""


def parameter(connection: sa.Connection, code: str) -> str:
    """The value as written in the seed. Raises MissingParameter."""
    value = connection.execute(sa.text(PARAMETER), {"code": code}).scalar()
    if value is None:
        raise MissingParameter(f"seed policy_parameters has no {code} in force today: add a row")
    return str(value)
