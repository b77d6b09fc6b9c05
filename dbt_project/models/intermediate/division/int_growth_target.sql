with growth as (

    select * from {{ ref('int_division_growth') }}
    where division_set = 'as_then'

),

assessed as (

    select
        division_code,
        level,
        case when level = 'city' then division_code else parent_code end as city_code,
        -- the possible scopes of a published figure, the most specific first
        case
            when level = 'city' then array[division_code, 'city', 'all']
            else array[division_code, 'county', parent_code, 'city', 'all']
        end as scopes
    from {{ ref('division_register') }}
    where level in ('city', 'county')

),

years as (

    select distinct income_year from growth

),

-- The most specific published figure: for the division itself, for its level, for the city.
published as (

    select distinct on (assessed.division_code, targets.year)
        assessed.division_code,
        targets.year as income_year,
        targets.value,
        targets.document
    from assessed
    inner join {{ ref('policy_targets') }} as targets
        on targets.scope = any(assessed.scopes)
    order by
        assessed.division_code asc,
        targets.year asc,
        array_position(assessed.scopes, targets.scope) asc

),

final as (

    select
        assessed.division_code,
        assessed.level,
        years.income_year,
        coalesce(published.value, city_last_year.growth) as target_growth,
        case
            when published.value is not null then 'published'
            when city_last_year.growth is not null then 'city_growth'
        end as target_basis,
        published.document
    from assessed
    cross join years
    left join published
        on
            assessed.division_code = published.division_code
            and years.income_year = published.income_year
    left join growth as city_last_year
        on
            assessed.city_code = city_last_year.division_code
            and years.income_year = city_last_year.income_year + 1

)

select * from final
