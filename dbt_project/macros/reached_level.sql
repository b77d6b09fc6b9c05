{#- The strictest level that each row of `measured` reaches (rules.md, Warnings); rows that reach no
    level are left out. Adds `level` and `factor`, the threshold of the level. `measured` is a CTE
    with household_id, month, amount and base. The comparison is amount against factor × base, not
    amount / base against factor: a rounded quotient could cross the threshold. -#}
{%- macro reached_level(rule, measured='measured') -%}
    select distinct on ({{ measured }}.household_id, {{ measured }}.month)
        {{ measured }}.*,
        warning_levels.level,
        warning_levels.threshold as factor
    from {{ measured }}
    inner join {{ ref('warning_levels') }} as warning_levels
        on
            warning_levels.rule = '{{ rule }}'
            and {{ in_force('warning_levels', measured ~ '.month') }}
            and case warning_levels.comparison
                when 'at_least'
                    then {{ measured }}.amount >= warning_levels.threshold * {{ measured }}.base
                when 'above'
                    then {{ measured }}.amount > warning_levels.threshold * {{ measured }}.base
                when 'below'
                    then {{ measured }}.amount < warning_levels.threshold * {{ measured }}.base
            end
    order by
        {{ measured }}.household_id asc,
        {{ measured }}.month asc,
        warning_levels.severity desc
{%- endmacro -%}
