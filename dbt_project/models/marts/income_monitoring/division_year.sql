with division_year as (

    select * from {{ ref('int_division_year') }}
    where division_set = 'as_then'

)

select
    division_code,
    level,
    income_year,
    is_finished,
    households,
    members,
    net_income,
    per_capita,
    prior_per_capita,
    growth,
    panel_growth,
    income_contribution,
    head_count_contribution,
    joiner_contribution,
    leaver_contribution,
    coverage,
    target_growth,
    target_met
from division_year
