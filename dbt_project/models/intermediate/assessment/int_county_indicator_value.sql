-- every model int_indicator_<code> there is; its row in the seed gives it weight and bounds
{%- set models = county_indicators() -%}
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
