{#- The monitoring range (yuan) in force for each county and date of `dated`, a CTE with county_code
    and month: the range of the county, else of the city or province it lies in, that is the longest
    code that fits (rules.md, Warnings, below_range). -#}
{%- macro monitoring_range_in_force(dated) -%}
    select distinct on ({{ dated }}.month, {{ dated }}.county_code)
        {{ dated }}.month,
        {{ dated }}.county_code,
        monitoring_range.yuan
    from {{ dated }}
    inner join {{ ref('monitoring_range') }} as monitoring_range
        on
            starts_with({{ dated }}.county_code, monitoring_range.region_code::text)
            and {{ in_force('monitoring_range', dated ~ '.month') }}
    order by
        {{ dated }}.month asc,
        {{ dated }}.county_code asc,
        length(monitoring_range.region_code::text) desc
{%- endmacro -%}
