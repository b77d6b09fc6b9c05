with loads as (

    select * from {{ ref('stg_loads') }}

),

-- other feeds bring no months of their own
span as (

    select
        min(month) filter (where feed = 'household_roster') as first_month,
        max(month) as last_month
    from loads
    where
        status = 'accepted'
        and feed in ('household_roster', 'village_submission')

),

months as (

    select calendar.month::date as month
    from span
    cross join
        lateral generate_series(
            span.first_month::timestamp, span.last_month::timestamp, interval '1 month'
        ) as calendar (month)

),

placed as (

    select
        month,
        {{ income_year('month') }} as income_year,
        {{ month_of_year('month') }} as month_of_year,
        {{ add_months('month', -12) }} as year_before_month
    from months

),

final as (

    select
        placed.month,
        placed.income_year,
        placed.month_of_year,
        {{ year_first_month('placed.income_year') }} as year_start_month,
        {{ year_last_month('placed.income_year') }} as year_end_month,
        placed.year_before_month,
        {{ due_date('placed.month') }} as submission_due_on,
        {{ verification_due_date('placed.month') }} as verification_due_on,
        {{ add_months('placed.month', 1) }} - 1 as month_end_on,
        placed.month = span.last_month as is_latest_month,
        placed.month = max(placed.month) over (partition by placed.income_year) as is_latest_of_year
    from placed
    cross join span

)

select * from final
