with division_month as (

    select * from {{ ref('int_division_month') }}
    where division_set = 'as_now'

)

select
    division_code,
    level,
    month,
    income_year,
    households,
    members,
    net_income,
    ytd_per_capita,
    prior_ytd_per_capita
from division_month
