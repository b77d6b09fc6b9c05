{#- The amounts of a household's month that are summed up to divisions (rules.md, Income). -#}
{%- macro income_figures() -%}
    {{ return(income_streams() + ['net_income', 'rigid_spending']) }}
{%- endmacro -%}
