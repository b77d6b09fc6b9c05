"""Drops judgements that no edition can need, with their findings and exceptions.

A judgement under the current rules stays, because it is reused when its context returns, e.g. after
a roster is reverted and restored. A judgement under older rules stays while an edition or a build
uses it.
"""

import sqlalchemy as sa

#: Maximum per run, so that a run after a change of rules stays short; the next runs drop the rest.
AT_ONCE = 20_000
PRUNE = """
with needed as (
    select unnest(array[file_judgement_id, reject_judgement_id, warn_judgement_id]) as judgement_id
    from ops.load_state
    union all
    select reject_judgement_id from ops.built_load
    union all
    select judgement_id from ops.judgement
    where split_part(context, ' ', 1) = any(:fingerprints)
),
kept as (
    select judgement_id from needed
    union all
    select roster_judgement_id
    from ops.judgement
    where judgement_id in (select judgement_id from needed)
)
delete from ops.judgement
where judgement_id in (
    select judgement.judgement_id
    from ops.judgement as judgement
    where not exists (select from kept where kept.judgement_id = judgement.judgement_id)
    order by judgement.judgement_id
    limit :at_once
)
"""


def prune_judgements(connection: sa.Connection, fingerprints: list[str]) -> int:
    """Drop judgements that are not needed under these fingerprints; returns their number."""
    values = {"fingerprints": fingerprints, "at_once": AT_ONCE}
    return connection.execute(sa.text(PRUNE), values).rowcount
