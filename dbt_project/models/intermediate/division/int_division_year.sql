with growth as (

    select * from {{ ref('int_division_growth') }}

),

target as (

    select * from {{ ref('int_growth_target') }}

),

final as (

    select
        growth.*,
        target.target_growth,
        growth.growth >= target.target_growth as target_met
    from growth
    left join target
        on
            growth.division_code = target.division_code
            and growth.income_year = target.income_year

)

select * from final
