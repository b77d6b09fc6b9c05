with division_bracket as (

    select * from {{ ref('int_division_bracket') }}
    where division_set = 'as_now'

),

final as (

    select
        {{ division_bracket_columns() }}
    from division_bracket

)

select * from final
