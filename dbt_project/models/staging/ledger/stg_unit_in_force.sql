with

units as (
    select * from {{ source('ops', 'built_unit') }}
    where edition = '{{ var("edition") }}'
),

final as (
    select
        feed,
        period,
        unit,
        load_id
    from units
)

select * from final
