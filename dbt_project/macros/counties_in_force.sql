{#- Feeds by county: for which counties each file is the version in force in this edition (feeds.md,
    Landing zone). The rows of a file count only for these counties. A new file can take a county
    from a file that itself does not change: the plan of a build names that file among the changed
    ones (zengshou/warehouse/build_plan.py). The rows that this macro's result is joined to are
    materialized: PostgreSQL would read a file anew for each of its counties. -#}
{%- macro counties_in_force(feed) -%}
    select
        load_id,
        unit as county_code
    from {{ source('ops', 'built_unit') }}
    where edition = '{{ var("edition") }}' and feed = '{{ feed }}'
{%- endmacro -%}
