{#- The measures of a kind of suspicion with the thresholds in force (seed suspicion_kinds). -#}
{%- macro suspicion_measures(kind) -%}
    select * from {{ ref('suspicion_kinds') }}
    where kind = '{{ kind }}'
{%- endmacro -%}

{#- The kinds of suspicion that are worked out, in the order they are shown. -#}
{%- macro suspicion_kinds() -%}
    {{ return(['copy_forward', 'digit_heaping', 'jump_against_department', 'year_end_spike']) }}
{%- endmacro -%}
