with division_month as (

    select
        division_code,
        month,
        income_year
    from {{ ref('int_division_month') }}
    where division_set = 'as_then'

),

submission as (

    select * from {{ ref('int_submission_status') }}
    where expected

),

closure as (

    select * from {{ ref('int_division_closure') }}

),

-- of counties only, like the status of their scores
county_coverage as (

    select * from {{ ref('int_county_coverage') }}

),

-- the coverage gate in force in each month
gates as materialized (

    select
        month,
        {{ policy('coverage_gate', 'month') }} as coverage_gate
    from {{ ref('int_months') }}

),

-- On-time rates are computed at each level as villages on time / villages expected.
villages as (

    select
        closure.division_code,
        submission.month,
        count(*)::integer as villages_expected,
        count(*) filter (where submission.received)::integer as villages_received,
        count(*) filter (where submission.on_time)::integer as villages_on_time
    from submission
    inner join closure on submission.village_code = closure.leaf_code
    group by closure.division_code, submission.month

),

to_date as (

    select
        division_month.*,
        coalesce(villages.villages_expected, 0) as villages_expected,
        coalesce(villages.villages_received, 0) as villages_received,
        coalesce(villages.villages_on_time, 0) as villages_on_time,
        coalesce(sum(villages.villages_expected) over year_to_date, 0)::integer
            as village_months_expected,
        coalesce(sum(villages.villages_received) over year_to_date, 0)::integer
            as village_months_received
    from division_month
    left join villages
        on
            division_month.division_code = villages.division_code
            and division_month.month = villages.month
    window year_to_date as (
        partition by division_month.division_code, division_month.income_year
        order by division_month.month
    )

),

compared as (

    select
        this_year.*,
        coalesce(year_before.village_months_expected, 0) as prior_village_months_expected,
        coalesce(year_before.village_months_received, 0) as prior_village_months_received,
        gates.coverage_gate,
        county_coverage.coverage
    from to_date as this_year
    inner join gates on this_year.month = gates.month
    left join county_coverage
        on
            this_year.division_code = county_coverage.county_code
            and this_year.month = county_coverage.month
    left join to_date as year_before
        on
            this_year.division_code = year_before.division_code
            and {{ add_months('this_year.month', -12) }} = year_before.month

),

final as (

    select
        *,
        coalesce(
            {{ reaches_the_coverage_gate('compared') }}
            and coalesce(compared.coverage >= compared.coverage_gate, true),
            true
        ) as is_comparable
    from compared

)

select * from final
