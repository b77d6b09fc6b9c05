with score as (

    select * from {{ ref('int_county_score') }}
    where is_latest_of_year

),

counties as (

    select * from {{ ref('division_register') }}
    where level = 'county'

),

final as (

    select
        {{ county_score_columns(['points', 'max_points']) }}
    from score
    left join counties on score.county_code = counties.division_code

)

select * from final
