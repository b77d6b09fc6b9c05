with county_growth as (

    select * from {{ ref('int_county_growth') }}

),

counted as (

    select
        assessment_year,
        as_of_month,
        county_code,
        per_capita as numerator,
        prior_per_capita as denominator
    from county_growth

),

ratio as (

    {{ indicator_rows('growth') }}

),

final as (

    select
        assessment_year,
        as_of_month,
        county_code,
        indicator,
        numerator,
        denominator,
        {{ settled_share('value - 1') }} as value
    from ratio

)

select * from final
