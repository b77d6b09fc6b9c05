{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('social_security') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        citizen_id_token,
        citizen_id_kind,
        cell.code(enrolment_status) as enrolment_status,
        cell.code(contribution_status) as contribution_status,
        cell.code(payment_flag) as payment_flag,
        cell.month(owed_month) as owed_month,
        cell.month(paid_month) as paid_month,
        case when cell.text(amount) is not null then cell.money(amount) end as amount,
        cell.money(funeral_grant) as funeral_grant
    from accepted
)

select * from final
