{%- set rules = [
    'income_drop', 'spending_surge', 'medical_burden', 'below_range', 'below_line',
    'projected_decrease', 'uninsured', 'idle_public_post', 'benefit_stopped', 'job_lost',
    'crop_loss'
] -%}
{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with
{%- for rule in rules %}
{{ rule }} as (

    select * from {{ ref('int_warning_' ~ rule) }}
    where {{ touched('month') }}

),
{% endfor %}
waivers as (

    select * from {{ ref('waivers') }}

),

holding as (

    {%- for rule in rules %}

    select
        household_id,
        '{{ rule }}' as rule,
        month,
        level,
        observed,
        threshold
    from {{ rule }}
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}

),

-- a waived rule gives no warning; an open warning closes
final as (

    select *
    from holding
    where
        not exists (
            select 1
            from waivers
            where
                holding.household_id = waivers.household_id
                and holding.rule = waivers.rule
                and {{ in_force('waivers', 'holding.month') }}
        )

)

select * from final
