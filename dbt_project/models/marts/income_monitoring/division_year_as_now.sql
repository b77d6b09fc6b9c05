with division_year as (

    select * from {{ ref('int_division_year') }}
    where division_set = 'as_now'

),

final as (

    select
        {{ division_year_columns() }}
    from division_year

)

select * from final
