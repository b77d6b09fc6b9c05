{#- The standard columns of an indicator of the measures: one row per county and month, summed from
    `counted`, a CTE with county_code, month, numerator and denominator (measures.md, section 4).
    int_county_measure says where the indicator is applicable. -#}
{%- macro measure_rows(indicator, counted='counted') -%}
    select
        county_code,
        month,
        '{{ indicator }}' as indicator,
        sum(numerator)::numeric as numerator,
        sum(denominator)::numeric as denominator
    from {{ counted }}
    group by county_code, month
{%- endmacro -%}
