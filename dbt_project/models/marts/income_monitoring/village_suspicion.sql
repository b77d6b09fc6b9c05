{{ config(meta={'made_new': 'by_month', 'rests_on_authorisations': true}) }}

with suspicion as (

    select * from {{ ref('int_suspicion') }}
    where {{ touched('month') }}

),

reported as (

    select * from {{ ref('int_household_ytd') }}
    where
        is_population
        and month_net_income is not null
        and {{ touched('month') }}

),

villages as (

    select
        village_code,
        county_code,
        month,
        income_year,
        count(*) as households_reported
    from reported
    group by village_code, county_code, month, income_year

),

counted as (

    select
        village_code,
        month,
        count(distinct household_id) as households_suspicious,
        {%- for kind in suspicion_kinds() %}
        count(*) filter (where kind = '{{ kind }}') as {{ kind }},
        {%- endfor %}
        sum(points) as points
    from suspicion
    group by village_code, month

),

final as (

    select
        villages.village_code,
        villages.county_code,
        villages.month,
        villages.income_year,
        villages.households_reported::integer as households_reported,
        coalesce(counted.households_suspicious, 0)::integer as households_suspicious,
        {%- for kind in suspicion_kinds() %}
        coalesce(counted.{{ kind }}, 0)::integer as {{ kind }},
        {%- endfor %}
        coalesce(counted.points, 0) as points,
        coalesce(counted.points, 0) / villages.households_reported as score
    from villages
    left join counted
        on
            villages.village_code = counted.village_code
            and villages.month = counted.month

)

select * from final
