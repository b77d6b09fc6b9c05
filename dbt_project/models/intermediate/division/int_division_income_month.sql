with to_date as (

    select * from {{ ref('int_household_ytd') }}
    where is_population

),

streams as (

    select * from {{ ref('int_household_streams_month') }}

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
        count(streams.month) as households_reported,
        {%- for figure in income_figures() %}
        coalesce(sum(streams.{{ figure }}), 0) as {{ figure }},
        coalesce(sum(to_date.{{ figure }}), 0) as ytd_{{ figure }},
        {%- endfor %}
        sum(to_date.annual_members) as members
    from to_date
    inner join latest on to_date.household_id = latest.household_id
    left join streams
        on
            to_date.month = streams.month
            and to_date.household_id = streams.household_id
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
        sum(village_sums.households_reported)::integer as households_reported,
        {%- for figure in income_figures() %}
        sum(village_sums.{{ figure }}) as {{ figure }},
        sum(village_sums.ytd_{{ figure }}) as ytd_{{ figure }},
        {%- endfor %}
        sum(village_sums.members)::integer as members
    from village_sums
    inner join closure on village_sums.village_code = closure.leaf_code
    group by
        village_sums.division_set, closure.division_code, closure.level, village_sums.month

),

-- the year before: its own households in the divisions they then were in
final as (

    select
        this_month.*,
        months.income_year,
        {%- for figure in income_figures() %}
        year_before.{{ figure }} as prior_{{ figure }},
        year_before.ytd_{{ figure }} as prior_ytd_{{ figure }},
        {%- endfor %}
        year_before.households as prior_households,
        year_before.members as prior_members
    from division_sums as this_month
    inner join months on this_month.month = months.month
    left join division_sums as year_before
        on
            this_month.division_set = year_before.division_set
            and this_month.division_code = year_before.division_code
            and months.year_before_month = year_before.month

)

select * from final
