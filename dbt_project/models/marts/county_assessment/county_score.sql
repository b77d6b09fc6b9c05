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
        score.assessment_year,
        score.as_of_month,
        score.county_code,
        counties.division_name as county_name,
        score.per_capita,
        score.prior_per_capita,
        score.growth,
        score.target_growth,
        score.target_met,
        score.points,
        score.max_points,
        score.score,
        score.grade,
        score.treatment,
        score.rank::integer as rank,
        score.coverage,
        score.status
    from score
    left join counties on score.county_code = counties.division_code

)

select * from final
