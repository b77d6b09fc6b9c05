-- Indicators of the measures in the order of the plan.
select
    indicator as code,
    name_zh as name,
    clause,
    better,
    needs_file
from reference.measure_indicators
order by measure, indicator
