{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with submission as (

    select * from {{ ref('stg_village_submission') }}
    where {{ touched('month') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched('month') }}

),

departmental as (

    select * from {{ ref('int_household_departmental_month') }}
    where {{ touched('month') }}

),

departmental_file as (

    select * from {{ ref('int_departmental_file') }}

),

authorisation as (

    select * from {{ ref('int_household_authorisation') }}

),

-- materialized: PostgreSQL looks the policy up once per month, not once per row
tolerance as materialized (

    select
        month,
        {{ policy('reconciliation_tolerance_yuan', 'month') }} as yuan,
        {{ policy('reconciliation_tolerance_share', 'month') }} as share
    from {{ ref('int_months') }}

),

to_date as (

    select * from {{ ref('int_subsidy_to_date') }}
    where {{ touched('month') }}

),

-- a cell with the department's own figure says nothing about it
taken_over as (

    select * from {{ ref('int_taken_over_item') }}
    where {{ touched('month') }}

),

-- needs the household's authorisation, its accepted row and the department's file
declared as (

    select
        household_month.month,
        household_month.household_id,
        household_month.village_code,
        household_month.county_code,
        household_month.income_year,
        submission.load_id,
        submission.row_number,
        declaration.item,
        declaration.amount as declared
    from submission
    inner join household_month
        on
            submission.month = household_month.month
            and submission.household_id = household_month.household_id
    inner join authorisation
        on
            submission.household_id = authorisation.household_id
            and submission.month >= date_trunc('month', authorisation.authorised_on)::date
    cross join
        lateral (
            values
            ('pension', submission.tr_pension),
            (
                'wage',
                submission.wage_migrant + submission.wage_public_post + submission.wage_workshop
            ),
            ('medical', submission.out_medical),
            ('dibao', submission.tr_dibao),
            ('tekun', submission.tr_tekun),
            ('relief', submission.ex_relief)
        ) as declaration (item, amount)
    inner join departmental_file
        on
            submission.month = departmental_file.month
            and declaration.item = departmental_file.item
    left join taken_over
        on
            submission.household_id = taken_over.household_id
            and submission.load_id = taken_over.load_id
            and submission.row_number = taken_over.row_number
            and declaration.item = taken_over.item
    where taken_over.item is null

),

both_sides as (

    select
        declared.*,
        coalesce(departmental.amount, 0) as departmental
    from declared
    left join departmental
        on
            declared.month = departmental.month
            and declared.household_id = departmental.household_id
            and declared.item = departmental.item

    union all

    select
        month,
        household_id,
        village_code,
        county_code,
        income_year,
        load_id,
        row_number,
        item,
        declared,
        departmental
    from to_date

),

compared as (

    select
        both_sides.*,
        greatest(
            tolerance.yuan,
            tolerance.share * greatest(both_sides.declared, both_sides.departmental)
        ) as allowed_difference
    from both_sides
    inner join tolerance on both_sides.month = tolerance.month

),

final as (

    select
        household_id,
        village_code,
        county_code,
        month,
        income_year,
        item,
        declared,
        departmental,
        case
            when abs(declared - departmental) <= allowed_difference then 'match'
            when declared = 0 and departmental > 0 then 'not_declared'
            when declared > 0 and departmental = 0 then 'not_in_department'
            else 'mismatch'
        end as status,
        load_id,
        row_number
    from compared
    where declared <> 0 or departmental <> 0

)

select * from final
