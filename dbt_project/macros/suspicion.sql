{#- The measures of a kind of suspicion with their thresholds and validity dates (seed
    suspicion_kinds). -#}
{%- macro suspicion_measures(kind) -%}
    select * from {{ ref('suspicion_kinds') }}
    where kind = '{{ kind }}'
{%- endmacro -%}

{#- The kinds of suspicion that have a model, in display order. -#}
{%- macro suspicion_kinds() -%}
    {{ return([
        'copy_forward', 'digit_heaping', 'jump_against_department', 'year_end_spike',
        'grant_as_income', 'loan_as_income',
    ]) }}
{%- endmacro -%}
