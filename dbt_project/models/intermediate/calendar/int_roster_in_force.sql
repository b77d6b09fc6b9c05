{{ config(indexes=[{'columns': ['roster_month']}]) }}

with months as (

    select * from {{ ref('int_months') }}

),

rosters as (

    select distinct month as roster_month
    from {{ ref('stg_loads') }}
    where
        feed = 'household_roster'
        and status = 'accepted'

),

final as (

    select
        months.month,
        max(rosters.roster_month) as roster_month
    from months
    inner join rosters on months.month >= rosters.roster_month
    group by months.month

)

select * from final
