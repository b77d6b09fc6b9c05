{{ config(
    materialized='incremental',
    indexes=[{'columns': ['load_id']}, {'columns': ['month', 'citizen_id_token']}],
) }}

with

accepted as (
    {{ accepted_rows('farm_subsidy') }}
),

final as (
    select
        load_id,
        row_number,
        month,
        part as half,
        citizen_id_token,
        case
            when
                cell.text(subsidy) in (
                    '耕地地力保护补贴', '玉米生产者补贴', '大豆生产者补贴', '稻谷补贴', '轮作补贴'
                )
                then cell.text(subsidy)
            else '其他'
        end as subsidy,
        cell.money(area) as area,
        cell.money(rate) as rate,
        cell.money(amount) as amount,
        cell.text(payment_status) as payment_status,
        cell.day(paid_on) as paid_on
    from accepted
)

select * from final
