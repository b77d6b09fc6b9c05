-- Every model int_indicator_<code> there is; its row in the seed gives it weight and bounds. Each
-- is part of this statement (ephemeral) and reads its evidence for the months that are made new.
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
