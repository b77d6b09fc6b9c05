{#- Removes the rounding error of division. PostgreSQL keeps about 16 significant digits in a
    quotient, so a value computed from quotients can miss a bound that it reaches exactly (rules.md,
    Income: exact decimals, unrounded comparisons). The value is rounded to more decimal places than
    the input data has, and to fewer than the error affects. -#}

{#- For amounts: yuan, weighted head counts, points. -#}
{%- macro settled(amount) -%}
    trim_scale(round({{ amount }}, 10))
{%- endmacro -%}

{#- For shares, such as growth. -#}
{%- macro settled_share(share) -%}
    trim_scale(round({{ share }}, 14))
{%- endmacro -%}
