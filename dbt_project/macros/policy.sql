{#- Policy numbers are seed rows with validity dates (rules.md, first paragraph). -#}

{#- True if the seed row `alias` is in force on the date; `valid_to` is the last valid day. -#}
{%- macro in_force(alias, on_date) -%}
    {{ alias }}.valid_from <= {{ on_date }}
    and ({{ alias }}.valid_to is null or {{ alias }}.valid_to >= {{ on_date }})
{%- endmacro -%}

{#- The value of the policy parameter `code` in force on the date (for a month: its first day), null
    if there is none. Use it in a CTE with one row per month, not per household, and declare that
    CTE `as materialized`. Otherwise PostgreSQL inlines a CTE that is used once and runs this lookup
    for every joined row (14 s in the reconciliation of a whole city). -#}
{%- macro policy(code, on_date) -%}
    (
        select parameter.value
        from {{ ref('policy_parameters') }} as parameter
        where
            parameter.code = '{{ code }}'
            and {{ in_force('parameter', on_date) }}
    )
{%- endmacro -%}
