{#- Income year Y is the 12 months that end in calendar year Y; its first month is the var
    `income_year_start_month` (rules.md, Time). A month is stored as its first day (date). -#}

{%- macro income_year_start_month() -%}
    {{ var('income_year_start_month', 10) | int }}
{%- endmacro -%}

{#- Income year (integer) of a month. -#}
{%- macro income_year(month) -%}
    {%- set start = income_year_start_month() | int -%}
    {%- if start == 1 -%}
        extract(year from {{ month }})::integer
    {%- else -%}
        extract(year from ({{ month }} + interval '{{ 13 - start }} months'))::integer
    {%- endif -%}
{%- endmacro -%}

{#- Position k of a month in its income year, 1..12: the number of months elapsed. -#}
{%- macro month_of_year(month) -%}
    ((extract(month from {{ month }})::integer + {{ 12 - (income_year_start_month() | int) }}) % 12 + 1)
{%- endmacro -%}

{#- First month (date) of an income year. -#}
{%- macro year_first_month(year) -%}
    {%- set start = income_year_start_month() | int -%}
    make_date({{ year }}{{ ' - 1' if start > 1 }}, {{ start }}, 1)
{%- endmacro -%}

{#- Last month (date) of an income year. -#}
{%- macro year_last_month(year) -%}
    ({{ year_first_month(year) }} + interval '11 months')::date
{%- endmacro -%}

{#- The month `n` months after a month; a negative `n` goes back. -#}
{%- macro add_months(month, n) -%}
    ({{ month }} + interval '{{ n }} months')::date
{%- endmacro -%}
