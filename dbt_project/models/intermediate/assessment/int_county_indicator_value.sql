-- Union of all models int_indicator_<code>; the seed row of an indicator sets its weight and
-- bounds. The models are ephemeral, so each reads its evidence only for the months to rebuild.
{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true, 'month_column': 'as_of_month'},
) }}

{%- set models = county_indicators() %}

with
{%- for model in models %}
{{ model }} as (

    select * from {{ ref('int_indicator_' ~ model) }}
    where {{ touched('as_of_month') }}

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
