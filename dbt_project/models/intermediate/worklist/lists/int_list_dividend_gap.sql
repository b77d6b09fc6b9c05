{{ config(materialized='view') }}

with village as (

    select * from {{ ref('stg_collective_economy') }}

),

household_month as (

    select
        *,
        extract(year from month) as year
    from {{ ref('int_household_month') }}
    where is_population

),

submission as (

    select * from {{ ref('stg_village_submission') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
tolerance as materialized (

    select
        month,
        {{ policy('dividend_tolerance_yuan', 'months.month') }} as yuan,
        {{ policy('dividend_tolerance_share', 'months.month') }} as share
    from {{ ref('int_months') }} as months

),

-- the calendar years in whose twelve months every population household of the village reported
declared as (

    select
        household_month.village_code,
        household_month.year,
        coalesce(
            sum(submission.prop_collective_dividend) filter (
                where household_month.household_type = '脱贫户'
            ),
            0
        ) as amount
    from household_month
    left join submission
        on
            household_month.month = submission.month
            and household_month.household_id = submission.household_id
    group by household_month.village_code, household_month.year
    having
        count(distinct household_month.month) = 12
        and count(*) = count(submission.household_id)

),

compared as (

    select
        village.month,
        village.county_code,
        village.village_code,
        abs(declared.amount - village.dividends_to_lifted) as difference,
        greatest(
            tolerance.yuan,
            tolerance.share * greatest(declared.amount, village.dividends_to_lifted)
        ) as allowed_difference
    from village
    inner join tolerance on village.month = tolerance.month
    inner join declared
        on
            village.village_code = declared.village_code
            and extract(year from village.month) = declared.year

),

final as (

    select
        village_code as subject_key,
        month,
        null::text as household_id,
        null::text as person_id,
        county_code,
        village_code,
        difference as amount
    from compared
    where difference > allowed_difference

)

select * from final
