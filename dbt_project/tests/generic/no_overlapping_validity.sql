{#- No two rows of a key (without a key: of the seed) are valid on the same day, and no row ends
    before it begins. -#}
{% test no_overlapping_validity(model, key=[]) %}

with periods as (

    select
        {{ key | join(', ') }}{{ ',' if key }}
        valid_from,
        valid_to,
        lead(valid_from) over (
            {{ 'partition by ' ~ key | join(', ') if key }} order by valid_from
        ) as next_valid_from
    from {{ model }}

)

select *
from periods
where
    valid_to < valid_from
    or (next_valid_from is not null and (valid_to is null or valid_to >= next_valid_from))

{% endtest %}
