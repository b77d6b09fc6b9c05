with bracket_counts as (

    select * from {{ ref('int_division_bracket') }}
    where division_set = 'as_now'

),

final as (

    select
        division_code,
        level,
        income_year,
        measure,
        bracket,
        rank,
        households,
        members,
        households_with_data,
        share
    from bracket_counts

)

select * from final
