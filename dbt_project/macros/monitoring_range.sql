{#- The monitoring range (yuan) in force for each county and month of `dated`, a CTE with
    county_code and month. If several regions of the seed contain the county, the one with the
    longest code is used: county before city before province (rules.md, Warnings, below_range). -#}
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
