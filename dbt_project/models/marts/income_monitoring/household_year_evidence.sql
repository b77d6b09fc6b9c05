{{ config(
    meta={
        'made_new': 'by_year',
        'publishes_key': false,
        'published_indexes': [['household_id']],
    },
) }}

with year_row as (

    select * from {{ ref('int_household_year_row') }}
    where {{ touched_year('income_year') }}

),

household_year as (

    select * from {{ ref('int_household_year') }}

),

loads as (

    select * from {{ ref('stg_loads') }}

),

final as (

    select
        year_row.household_id,
        year_row.income_year,
        household_year.county_code,
        year_row.table_name,
        loads.feed,
        loads.period,
        loads.file_name,
        year_row.load_id,
        year_row.row_number::integer as row_number
    from year_row
    inner join household_year
        on
            year_row.household_id = household_year.household_id
            and year_row.income_year = household_year.income_year
    inner join loads on year_row.load_id = loads.load_id

)

select * from final
