{%- set models = [
    'growth', 'decreased_share', 'lifted_share', 'on_time', 'verified_in_time',
    'reasons_recorded', 'medical_cover', 'pension_cover', 'jobs_kept', 'rows_accepted',
    'reconciled'
] -%}
{{ config(indexes=[
    {'columns': ['as_of_month', 'county_code', 'indicator'], 'unique': true},
]) }}

with
{%- for model in models %}
{{ model }} as (

    select * from {{ ref('int_indicator_' ~ model) }}

),
{% endfor %}
final as (

    {%- for model in models %}

    select * from {{ model }}
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}

)

select * from final
