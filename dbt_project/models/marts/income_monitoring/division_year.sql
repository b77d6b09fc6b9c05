with division_year as (

    select * from {{ ref('int_division_year') }}
    where division_set = 'as_then'

),

reporting as (

    select * from {{ ref('int_division_year_reporting') }}

),

final as (

    select
        {{ division_year_columns() }}
    from division_year
    left join reporting
        on
            division_year.division_code = reporting.division_code
            and division_year.income_year = reporting.income_year

)

select * from final
