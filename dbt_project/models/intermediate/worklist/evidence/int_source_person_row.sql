{%- set tables = {
    'disability': 'stg_disability',
    'farm_subsidy': 'stg_farm_subsidy',
    'insurance_policy': 'stg_insurance_policy',
    'workshop_pay': 'stg_workshop_pay',
    'workshop_award': 'stg_workshop_award',
    'training_course': 'stg_training_course',
    'training_student': 'stg_training_student',
    'employment': 'stg_employment',
    'social_security': 'int_pension_line',
} -%}
{{ config(materialized='view') }}

-- `not materialized` lets PostgreSQL push a filter on months down.
with person_month as not materialized (

    select * from {{ ref('int_person_month') }}
    where citizen_id_token is not null

),

lines as (

    {%- for table, model in tables.items() %}

    select
        '{{ table }}' as table_name,
        load_id,
        row_number,
        month,
        citizen_id_token
    from {{ ref(model) }}
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}

),

final as (

    select
        lines.table_name,
        lines.load_id,
        lines.row_number,
        lines.month,
        person_month.household_id,
        person_month.person_id
    from lines
    inner join person_month
        on
            lines.month = person_month.month
            and lines.citizen_id_token = person_month.citizen_id_token

)

select * from final
