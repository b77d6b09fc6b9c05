with score as (

    select * from {{ ref('int_county_score') }}

),

counties as (

    select * from {{ ref('division_register') }}
    where level = 'county'

),

final as (

    select
        {{ county_score_columns() }},
        score.projected_per_capita,
        score.projected_growth,
        score.on_watch_list
    from score
    left join counties on score.county_code = counties.division_code

)

select * from final
