{#- A quotient has some sixteen significant digits in PostgreSQL, so what is made of quotients may miss by
    a hair the bound that it reaches exactly (rules.md, Income: exact decimals, unrounded comparisons).
    Settled, it is what fractions would make of it: more places than figures have by themselves, and
    fewer than the error begins at. -#}

{#- An amount: yuan, weighed head counts, points. -#}
{%- macro settled(amount) -%}
    trim_scale(round({{ amount }}, 10))
{%- endmacro -%}

{#- A share, such as growth. -#}
{%- macro settled_share(share) -%}
    trim_scale(round({{ share }}, 14))
{%- endmacro -%}
