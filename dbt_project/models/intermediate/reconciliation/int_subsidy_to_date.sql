{{ config(meta={'made_new': 'by_month', 'rests_on_authorisations': true}) }}

with submission as (

    select * from {{ ref('stg_village_submission') }}
    where {{ touched_year(income_year('month')) }}

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched('month') }}

),

departmental as (

    select * from {{ ref('int_household_departmental_month') }}
    where
        item = 'farm_subsidy'
        and {{ touched_year(income_year('month')) }}

),

departmental_file as (

    select * from {{ ref('int_departmental_file') }}
    where item = 'farm_subsidy'

),

authorisation as (

    select * from {{ ref('int_household_authorisation') }}

),

-- the months that count, with the household's authorisation, its accepted row and a file
counted as (

    select
        submission.household_id,
        submission.month,
        {{ income_year('submission.month') }} as income_year,
        departmental_file.item,
        submission.tr_farm_subsidy as declared,
        coalesce(departmental.amount, 0) as departmental,
        submission.load_id,
        submission.row_number
    from submission
    inner join authorisation
        on
            submission.household_id = authorisation.household_id
            and submission.month >= date_trunc('month', authorisation.authorised_on)::date
    inner join departmental_file on submission.month = departmental_file.month
    left join departmental
        on
            submission.month = departmental.month
            and submission.household_id = departmental.household_id

),

-- subsidies come in some months of the year only, so that single months cannot be compared
final as (

    select
        household_month.household_id,
        household_month.village_code,
        household_month.county_code,
        household_month.month,
        household_month.income_year,
        counted.item,
        sum(counted.declared) as declared,
        sum(counted.departmental) as departmental,
        (array_agg(counted.load_id order by counted.month desc))[1] as load_id,
        (array_agg(counted.row_number order by counted.month desc))[1] as row_number
    from household_month
    inner join counted
        on
            household_month.household_id = counted.household_id
            and household_month.income_year = counted.income_year
            and household_month.month >= counted.month
    where extract(month from household_month.month) in (3, 6, 9, 12)
    group by
        household_month.household_id,
        household_month.village_code,
        household_month.county_code,
        household_month.month,
        household_month.income_year,
        counted.item

)

select * from final
