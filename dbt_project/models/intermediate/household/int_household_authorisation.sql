with roster as (

    select * from {{ ref('stg_household_authorisation') }}

),

final as (

    select
        household_id,
        min(authorised_on) as authorised_on
    from roster
    group by household_id
    having min(authorised_on) is not null

)

select * from final
