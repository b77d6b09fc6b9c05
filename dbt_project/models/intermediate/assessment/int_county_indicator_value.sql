-- every model int_indicator_<code> there is; its row in the seed gives it weight and bounds
{%- set models = county_indicators() %}

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
