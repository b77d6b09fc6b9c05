{{ config(materialized='view') }}

-- `not materialized` lets PostgreSQL push a filter on one file down.
with person_month as not materialized (

    select * from {{ ref('int_person_month') }}

),

pension as (

    select
        'pension' as item,
        load_id,
        row_number,
        month,
        citizen_id_token
    from {{ ref('stg_social_security') }}

),

wage as (

    select
        'wage' as item,
        load_id,
        row_number,
        month,
        citizen_id_token
    from {{ ref('stg_employment') }}

),

medical as (

    select
        'medical' as item,
        load_id,
        row_number,
        month,
        citizen_id_token
    from {{ ref('stg_medical_settlement') }}

),

lines as (

    select * from pension
    union all
    select * from wage
    union all
    select * from medical

),

final as (

    select
        lines.load_id,
        lines.row_number,
        lines.item,
        lines.month,
        person_month.household_id
    from lines
    inner join person_month
        on
            lines.month = person_month.month
            and lines.citizen_id_token = person_month.citizen_id_token

)

select * from final
