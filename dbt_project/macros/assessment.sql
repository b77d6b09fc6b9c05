{#- True where the assessment seed row `alias` holds for the assessment year. -#}
{%- macro in_force_in_year(alias, year) -%}
    {{ alias }}.valid_from_year <= {{ year }}
    and ({{ alias }}.valid_to_year is null or {{ alias }}.valid_to_year >= {{ year }})
{%- endmacro -%}

{#- The standard columns of an indicator: one row per as-of month and county (rules.md, County
    assessment). `counted` is a CTE with as_of_month, assessment_year, county_code, numerator
    and denominator; nothing to divide by leaves the value blank, the seed's `when_none`
    says what that means. -#}
{%- macro indicator_rows(indicator, counted='counted') -%}
    select
        assessment_year,
        as_of_month,
        county_code,
        '{{ indicator }}' as indicator,
        numerator::numeric as numerator,
        denominator::numeric as denominator,
        numerator::numeric / nullif(denominator, 0) as value
    from {{ counted }}
{%- endmacro -%}

{#- The latest month with a file of a department, for each county (CTE `county`) as of a month; CTE
    `file_month` holds the months with one. -#}
{%- macro latest_file() -%}
    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        max(file_month.month) as month
    from county
    inner join file_month on county.as_of_month >= file_month.month
    group by county.assessment_year, county.as_of_month, county.county_code
{%- endmacro -%}
