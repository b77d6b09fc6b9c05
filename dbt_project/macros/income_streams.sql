{#- The five streams of a household's income, as column names (rules.md, Income). The last one
    is a cost: it is subtracted. -#}
{%- macro income_streams() -%}
    {{ return(['wage', 'business', 'property', 'transfer', 'business_cost']) }}
{%- endmacro -%}

{#- What an amount of a stream adds to the net: costs are subtracted (rules.md, Income). -#}
{%- macro signed(stream, amount) -%}
    case when {{ stream }} = 'business_cost' then -({{ amount }}) else {{ amount }} end
{%- endmacro -%}
