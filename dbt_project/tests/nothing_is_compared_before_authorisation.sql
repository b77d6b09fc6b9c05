-- Before the authorisation, departmental lines of a household may only be counted, not compared
-- (feeds.md, Data protection).
with authorisation as (

    select * from {{ ref('int_household_authorisation') }}

),

compared as (

    select
        household_id,
        month
    from {{ ref('reconciliation') }}
    union all
    select
        household_id,
        month
    from {{ ref('warning') }}
    where
        rule in (
            select rules.code from {{ ref('warning_rules') }} as rules
            where rules.needs_authorisation
        )
    union all
    select
        household_id,
        month
    from {{ ref('worklist') }}
    where household_id is not null

),

final as (

    select compared.*
    from compared
    left join authorisation on compared.household_id = authorisation.household_id
    where
        authorisation.authorised_on is null
        or compared.month < date_trunc('month', authorisation.authorised_on)

)

select * from final
