with division_month as (

    select * from {{ ref('int_division_month') }}
    where division_set = 'as_then'

),

final as (

    select
        {{ division_income_columns() }}
    from division_month

)

select * from final
