{{ config(indexes=[{'columns': ['household_id', 'rule', 'month']}]) }}

with condition as (

    select * from {{ ref('int_warning_condition') }}

),

months as (

    select * from {{ ref('int_months') }}

),

rolling as (

    select * from {{ ref('int_household_rolling') }}

),

projection as (

    select * from {{ ref('int_household_projection') }}

),

submission as (

    select * from {{ ref('stg_village_submission') }}

),

year_row as (

    select * from {{ ref('int_household_year_row') }}

),

projected as (

    select
        condition.household_id,
        condition.rule,
        condition.month,
        months.income_year,
        months.year_start_month,
        projection.method
    from condition
    inner join months on condition.month = months.month
    inner join projection
        on
            condition.household_id = projection.household_id
            and condition.month = projection.as_of_month
    where condition.rule in ('below_range', 'below_line', 'projected_decrease')

),

-- the months whose workbook rows a warning rests on (rules.md, Warnings and Projection)
evidence_months as (

    select
        household_id,
        rule,
        month,
        {{ add_months('month', -2) }} as from_month,
        month as to_month
    from condition
    where rule = 'income_drop'

    union all

    select
        household_id,
        rule,
        month,
        {{ add_months('month', -14) }} as from_month,
        {{ add_months('month', -12) }} as to_month
    from condition
    where rule = 'income_drop'

    union all

    select
        household_id,
        rule,
        month,
        {{ add_months('month', -11) }} as from_month,
        month as to_month
    from condition
    where rule = 'spending_surge'

    union all

    select
        household_id,
        rule,
        month,
        year_start_month as from_month,
        month as to_month
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

-- the years whose figure it rests on, by whatever rows they have it from
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
        condition.household_id,
        condition.rule,
        condition.month,
        rolling.income_year - 1 as income_year
    from condition
    inner join rolling
        on
            condition.household_id = rolling.household_id
            and condition.month = rolling.month
    where
        condition.rule = 'spending_surge'
        and rolling.months_12 < 12

),

-- one row of a file is one piece of evidence, however often it is used
final as (

    select
        evidence_months.household_id,
        evidence_months.rule,
        evidence_months.month,
        'village_submission' as table_name,
        submission.load_id,
        submission.row_number
    from evidence_months
    inner join submission
        on
            evidence_months.household_id = submission.household_id
            and evidence_months.from_month <= submission.month
            and evidence_months.to_month >= submission.month

    union distinct

    select
        evidence_years.household_id,
        evidence_years.rule,
        evidence_years.month,
        year_row.table_name,
        year_row.load_id,
        year_row.row_number
    from evidence_years
    inner join year_row
        on
            evidence_years.household_id = year_row.household_id
            and evidence_years.income_year = year_row.income_year

)

select * from final
