{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with policy as materialized (

    select
        month,
        {{ policy('form_match_months', 'month') }}::integer as months_before,
        {{ policy('form_blank_share', 'month') }} as blank_share
    from {{ ref('int_months') }}

),

compared as (

    select * from {{ ref('int_reconciliation') }}
    where {{ touched_or_before('month', '(select max(months_before) from policy)') }}

),

form_items as (

    select * from {{ ref('form_items') }}
    where may_be_value

),

-- the households whose cells stay blank declare what no form told them
independent as (

    select
        compared.county_code,
        compared.month,
        form_items.item,
        policy.months_before,
        compared.status = 'match' as is_match
    from compared
    inner join form_items on compared.item = form_items.reconciliation_item
    inner join policy on compared.month = policy.month
    where {{ keeps_blank_cells('compared.household_id', 'policy.blank_share') }}

),

by_month as (

    select
        county_code,
        item,
        month,
        months_before,
        count(*) as rows_compared,
        count(*) filter (where is_match) as rows_matched
    from independent
    group by county_code, item, month, months_before

),

-- each month counts for the months after it
looked_back as (

    select
        by_month.*,
        (by_month.month + make_interval(months => later.months))::date as form_month
    from by_month
    cross join lateral generate_series(1, by_month.months_before) as later (months)

),

final as (

    select
        form_month as month,
        county_code,
        item,
        count(*)::integer as months,
        max(months_before)::integer as months_wanted,
        sum(rows_compared)::integer as rows_compared,
        sum(rows_matched)::integer as rows_matched
    from looked_back
    where {{ touched('form_month') }}
    group by form_month, county_code, item

)

select * from final
