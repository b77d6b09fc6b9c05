{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with condition as (

    select * from {{ ref('int_warning_condition') }}
    where {{ touched('month') }}

),

rolling as (

    select * from {{ ref('int_household_rolling') }}
    where {{ touched('month') }}

),

projected as (

    select * from {{ ref('int_warning_projection') }}
    where {{ touched('month') }}

),

surged as (

    select
        condition.household_id,
        condition.rule,
        condition.month,
        rolling.income_year,
        rolling.months_12 = 12 as is_base_of_12_months
    from condition
    inner join rolling
        on
            condition.household_id = rolling.household_id
            and condition.month = rolling.month
    where condition.rule = 'spending_surge'

),

-- the months whose workbook rows a warning uses (rules.md, Warnings and Projection)
evidence_months as (

    select
        condition.household_id,
        condition.rule,
        condition.month,
        span.from_month,
        span.to_month
    from condition
    cross join
        lateral (
            values
            ({{ add_months('condition.month', -2) }}, condition.month),
            (
                {{ add_months('condition.month', -14) }},
                {{ add_months('condition.month', -12) }}
            )
        ) as span (from_month, to_month)
    where condition.rule = 'income_drop'

    union all

    select
        household_id,
        rule,
        month,
        case
            when is_base_of_12_months then {{ add_months('month', -11) }}
            else {{ add_months('month', -2) }}
        end as from_month,
        month as to_month
    from surged

    union all

    select
        household_id,
        rule,
        month,
        year_start_month as from_month,
        as_of_month as to_month
    from projected

    union all

    select
        household_id,
        rule,
        month,
        {{ add_months('year_start_month', -12) }} as from_month,
        {{ add_months('year_start_month', -1) }} as to_month
    from projected
    where method = 'monthly'

),

-- the years whose figure a warning uses, from any of their source rows
evidence_years as (

    select
        household_id,
        rule,
        month,
        income_year - 1 as income_year
    from projected
    where
        method = 'seasonal'
        or rule = 'projected_decrease'

    union all

    select
        household_id,
        rule,
        month,
        income_year - 1 as income_year
    from surged
    where not is_base_of_12_months

),

final as (

    select
        household_id,
        rule,
        month,
        from_month,
        to_month,
        null::integer as income_year
    from evidence_months

    union all

    select
        household_id,
        rule,
        month,
        null::date as from_month,
        null::date as to_month,
        income_year
    from evidence_years

)

select * from final
