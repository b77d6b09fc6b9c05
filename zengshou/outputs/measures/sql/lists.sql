-- Worklists with the clause of the plan that they serve.
select
    code,
    name_zh as name,
    owner,
    source
from reference.worklists
