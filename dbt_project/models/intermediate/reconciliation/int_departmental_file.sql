with loads as (

    select * from {{ ref('stg_loads') }}
    where
        status = 'accepted'
        and month is not null

),

compared as (

    select
        month,
        case
            when feed = 'social_security' then 'pension'
            when feed = 'employment' then 'wage'
            when feed = 'medical_insurance' and part = 'settlement' then 'medical'
            when feed = 'civil_affairs' and part = 'assistance_dibao' then 'dibao'
            when feed = 'civil_affairs' and part = 'assistance_tekun' then 'tekun'
            when feed = 'civil_affairs' and part = 'assistance_relief' then 'relief'
            when feed = 'farm_subsidy' then 'farm_subsidy'
        end as item
    from loads

),

final as (

    select distinct
        month,
        item
    from compared
    where item is not null

)

select * from final
