with latest as (

    select * from {{ ref('int_household_latest') }}

),

final as (

    select
        household_id,
        village_code,
        township_code,
        county_code,
        household_type,
        monitored_kind,
        risk_cleared,
        head_name_masked,
        head_token as head_id_token,
        last_listed_month
    from latest

)

select * from final
