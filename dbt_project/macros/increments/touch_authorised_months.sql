{#- Before int_household_authorisation is built: an authorisation that appears, goes or changes touches
    the months from its own on in which the household is known (feeds.md, Data protection), though
    the roster that tells it is of a later month. Only the models below this one rest on that
    (meta.rests_on_authorisations); the others keep the files' first month. -#}
{%- macro touch_authorised_months() -%}
    {%- if execute and not should_full_refresh() and load_relation(this) is not none -%}
    update ops.build
    set authorised_from = least(build.authorised_from, changed.month)
    from (
        select
            min(
                greatest(
                    date_trunc('month', least(heard.authorised_on, known.authorised_on))::date,
                    heard.first_listed_month
                )
            ) as month
        from (
            select
                household_id,
                min(authorised_on) as authorised_on,
                min(month) as first_listed_month
            from {{ ref('stg_household_authorisation') }}
            group by household_id
        ) as heard
        full outer join {{ this }} as known on heard.household_id = known.household_id
        where heard.authorised_on is distinct from known.authorised_on
    ) as changed
    where
        build.edition = '{{ var("edition") }}'
        and build.authorised_from is not null
        and changed.month is not null
    {%- endif -%}
{%- endmacro -%}
