"""Clear names and ID numbers for a form; each read writes an audit row."""

from collections.abc import Collection

import psycopg
import sqlalchemy as sa

from ingestion.privacy.audit import record
from ingestion.privacy.vault import Vault

SECRETS = "select token, nonce, ciphertext from vault.secret where token = any(%s)"


def read_clear(
    connection: sa.Connection,
    vault: Vault,
    tokens: Collection[str],
    *,
    subject: str,
    person: str,
    reason: str,
) -> dict[str, str]:
    """Clear values by token, in the caller's transaction; unknown and deleted tokens are left out.

    Adds one row to `ops.audit`: who read the data of `subject`, and why.
    """
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("the warehouse must be reached through psycopg 3")
    record(driver, "reveal", subject, person=person, reason=reason)
    rows = driver.execute(SECRETS, [sorted(set(tokens))])
    return {token: vault.decrypt(token, nonce, secret) for token, nonce, secret in rows}
