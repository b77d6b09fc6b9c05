{#- The money figures of a household's month that roll up to divisions (rules.md, Income). -#}
{%- macro income_figures() -%}
    {{ return(income_streams() + ['net_income', 'rigid_spending']) }}
{%- endmacro -%}
