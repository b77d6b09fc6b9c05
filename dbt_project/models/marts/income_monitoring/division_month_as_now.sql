with division_month as (

    select * from {{ ref('int_division_month') }}
    where division_set = 'as_now'

),

final as (

    select
        {{ division_month_columns() }}
    from division_month

)

select * from final
