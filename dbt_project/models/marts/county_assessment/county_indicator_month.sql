with points as (

    select * from {{ ref('int_county_indicator_points') }}

),

final as (

    select
        assessment_year,
        as_of_month,
        county_code,
        indicator,
        numerator,
        denominator,
        value,
        points,
        max_points,
        applicable
    from points

)

select * from final
