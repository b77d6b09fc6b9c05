{#- The five income streams of a household, as column names (rules.md, Income). The last one is a
    cost and is subtracted. -#}
{%- macro income_streams() -%}
    {{ return(['wage', 'business', 'property', 'transfer', 'business_cost']) }}
{%- endmacro -%}

{#- The amount that a stream adds to net income: costs are subtracted (rules.md, Income). -#}
{%- macro signed(stream, amount) -%}
    case when {{ stream }} = 'business_cost' then -({{ amount }}) else {{ amount }} end
{%- endmacro -%}
