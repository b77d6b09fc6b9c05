{{ config(materialized='view') }}

with social_security as (

    select * from {{ ref('stg_social_security') }}

),

-- paid in the month, whatever month it is for; failed payments are not income
final as (

    select
        load_id,
        row_number,
        month,
        citizen_id_token,
        amount - coalesce(funeral_grant, 0) as amount
    from social_security
    where
        payment_flag = '1'
        and paid_month = month
        and amount is not null

)

select * from final
