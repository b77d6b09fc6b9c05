{#- No two rows of a key are valid for the same year, and no row ends before it begins. -#}
{% test no_overlapping_years(model, key) %}

with periods as (

    select
        {{ key | join(', ') }},
        valid_from_year,
        valid_to_year,
        lead(valid_from_year) over (
            partition by {{ key | join(', ') }} order by valid_from_year
        ) as next_valid_from_year
    from {{ model }}

)

select *
from periods
where
    valid_to_year < valid_from_year
    or (
        next_valid_from_year is not null
        and (valid_to_year is null or valid_to_year >= next_valid_from_year)
    )

{% endtest %}
