{{ config(materialized='ephemeral') }}

with project as (

    select * from {{ ref('int_linkage_project_month') }}
    where
        asset_kind = '经营性'
        and status not in ('未开工', '在建')

),

counted as (

    select
        county_code,
        month,
        (status in ('低效', '闲置', '停产'))::integer as numerator,
        1 as denominator
    from project

),

final as (

    {{ measure_rows('idle_assets') }}

)

select * from final
