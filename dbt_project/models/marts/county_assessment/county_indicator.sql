with points as (

    select * from {{ ref('int_county_indicator_points') }}
    where is_latest_of_year

),

final as (

    select
        {{ county_indicator_columns() }}
    from points

)

select * from final
