{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with condition as (

    select * from {{ ref('int_warning_condition') }}

),

months as (

    select * from {{ ref('int_months') }}

),

-- consecutive months in which the condition is true share one number
numbered as (

    select
        *,
        extract(year from month) * 12 + extract(month from month)
        - row_number() over (partition by household_id, rule order by month) as spell_number
    from condition

),

holding as (

    select
        household_id,
        rule,
        month,
        level,
        observed,
        threshold,
        min(month) over spell as opened_month,
        max(month) over spell as last_month
    from numbered
    window spell as (partition by household_id, rule, spell_number)

),

closing as (

    select
        holding.household_id,
        holding.rule,
        months.month,
        null::text as level,
        null::numeric as observed,
        null::numeric as threshold,
        holding.opened_month,
        true as is_closing
    from holding
    inner join months on months.month = {{ add_months('holding.month', 1) }}
    where holding.month = holding.last_month

),

spell as (

    select
        household_id,
        rule,
        month,
        level,
        observed,
        threshold,
        opened_month,
        false as is_closing
    from holding

    union all

    select * from closing

),

final as (

    select * from spell
    where {{ touched('month') }}

)

select * from final
