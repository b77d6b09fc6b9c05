{{ config(materialized='view') }}

with county as (

    select * from {{ ref('int_assessed_county') }}

),

reconciliation as (

    select * from {{ ref('int_reconciliation') }}

),

-- a score must not move because a department began to send
items as (

    select * from {{ ref('reconciliation_items') }}
    where counts

),

final as (

    select
        county.as_of_month,
        county.assessment_year,
        county.county_code,
        'reconciled' as indicator,
        reconciliation.village_code,
        reconciliation.household_id,
        to_char(reconciliation.month, 'YYYY-MM') as period,
        jsonb_build_object(
            'item', reconciliation.item,
            'declared', reconciliation.declared,
            'departmental', reconciliation.departmental,
            'status', reconciliation.status
        ) as facts,
        reconciliation.declared as amount,
        (reconciliation.status = 'match')::integer as numerator,
        1 as denominator,
        null::integer as mean_over,
        'village_submission' as table_name,
        reconciliation.load_id,
        reconciliation.row_number,
        null::integer as income_year,
        null::date as through_month
    from county
    inner join reconciliation
        on
            county.county_code = reconciliation.county_code
            and county.assessment_year = reconciliation.income_year
            and county.as_of_month >= reconciliation.month
    inner join items
        on
            reconciliation.item = items.item
            and {{ in_force('items', 'reconciliation.month') }}

)

select * from final
