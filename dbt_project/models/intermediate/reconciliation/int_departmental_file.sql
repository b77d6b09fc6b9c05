with loads as (

    select * from {{ ref('stg_loads') }}
    where
        status = 'accepted'
        and month is not null

),

final as (

    select distinct
        month,
        case
            when feed = 'social_security' then 'pension'
            when feed = 'employment' then 'wage'
            else 'medical'
        end as item
    from loads
    where
        feed in ('social_security', 'employment')
        or (feed = 'medical_insurance' and part = 'settlement')

)

select * from final
