with points as (

    select * from {{ ref('int_county_indicator_points') }}

),

final as (

    select
        {{ county_indicator_columns() }}
    from points

)

select * from final
