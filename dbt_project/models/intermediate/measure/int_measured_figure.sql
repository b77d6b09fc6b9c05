-- Union of all models int_measure_<code>; an indicator counts if it has a row in the seed
-- measure_indicators. The models are ephemeral, so each reads its rows only for the months to
-- rebuild.
{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

{%- set models = measure_indicators() %}

with
{%- for model in models %}
{{ model }} as (

    select * from {{ ref('int_measure_' ~ model) }}
    where {{ touched('month') }}

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
