with to_date as (

    select * from {{ ref('int_household_ytd') }}
    where is_population

),

latest as (

    select * from {{ ref('int_household_latest') }}

),

closure as (

    select * from {{ ref('int_division_closure') }}

),

months as (

    select * from {{ ref('int_months') }}

),

-- Nearly all households are where they were: villages of the month's and of the latest roster
-- are summed up in pairs first.
pair_sums as (

    select
        to_date.village_code as village_then,
        latest.village_code as village_now,
        to_date.month,
        count(*) as households,
        sum(to_date.annual_members) as members,
        coalesce(sum(to_date.month_net_income), 0) as net_income,
        sum(to_date.annual_members) filter (where to_date.months_reported > 0) as heard_members,
        sum(to_date.net_income) as ytd_net_income
    from to_date
    inner join latest on to_date.household_id = latest.household_id
    group by to_date.village_code, latest.village_code, to_date.month

),

-- "as then": the village of the month's roster; "as now": that of the latest roster
village_sums as (

    select
        placed.division_set,
        placed.village_code,
        pair_sums.*
    from pair_sums
    cross join
        lateral (
            values ('as_then', pair_sums.village_then), ('as_now', pair_sums.village_now)
        ) as placed (division_set, village_code)

),

division_sums as (

    select
        village_sums.division_set,
        closure.division_code,
        closure.level,
        village_sums.month,
        sum(village_sums.households)::integer as households,
        sum(village_sums.members)::integer as members,
        sum(village_sums.net_income) as net_income,
        sum(village_sums.heard_members)::integer as heard_members,
        sum(village_sums.ytd_net_income) as ytd_net_income
    from village_sums
    inner join closure on village_sums.village_code = closure.leaf_code
    group by
        village_sums.division_set, closure.division_code, closure.level, village_sums.month

),

final as (

    select
        this_month.*,
        months.income_year,
        this_month.ytd_net_income / this_month.heard_members as ytd_per_capita,
        year_before.ytd_net_income / year_before.heard_members as prior_ytd_per_capita
    from division_sums as this_month
    inner join months on this_month.month = months.month
    left join division_sums as year_before
        on
            this_month.division_set = year_before.division_set
            and this_month.division_code = year_before.division_code
            and months.year_before_month = year_before.month

)

select * from final
