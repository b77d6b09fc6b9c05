{#- Policy numbers live in seeds with validity dates (rules.md, first paragraph). -#}

{#- True where the seed row `alias` is in force on the date; `valid_to` is its last day. -#}
{%- macro in_force(alias, on_date) -%}
    {{ alias }}.valid_from <= {{ on_date }}
    and ({{ alias }}.valid_to is null or {{ alias }}.valid_to >= {{ on_date }})
{%- endmacro -%}

{#- The number of policy parameter `code` in force on the date (a month: its first day).
    Null if none is in force. Use it in a CTE with one row per month, not per household, and make
    that CTE `as materialized`: read once only, PostgreSQL would inline it and look the number up
    again for every row joined to it (14 s in the reconciliation of a whole city). -#}
{%- macro policy(code, on_date) -%}
    (
        select parameter.value
        from {{ ref('policy_parameters') }} as parameter
        where
            parameter.code = '{{ code }}'
            and {{ in_force('parameter', on_date) }}
    )
{%- endmacro -%}
