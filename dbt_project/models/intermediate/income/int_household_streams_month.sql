{{ config(
    materialized='incremental',
    indexes=[
        {'columns': ['household_id', 'income_year']},
    ],
) }}

with submission as (

    select * from {{ ref('stg_village_submission') }}
    where {{ touched('month') }}

),

income_items as (

    select * from {{ ref('income_items') }}

),

item_amounts as (

    select
        submission.month,
        submission.household_id,
        item.item,
        item.amount
    from submission
    cross join
        lateral (
            values
            {%- for item in submission_items() %}
            ('{{ item }}', submission.{{ item }}){{ ',' if not loop.last }}
            {%- endfor %}
        ) as item (item, amount)
    where item.amount <> 0

),

streams as (

    select
        item_amounts.month,
        item_amounts.household_id,
        {%- for stream in income_streams() %}
        sum(item_amounts.amount) filter (
            where income_items.stream = '{{ stream }}' and income_items.counts_in = 'net_income'
        ) as {{ stream }},
        {%- endfor %}
        sum(item_amounts.amount) filter (where income_items.counts_in = 'rigid_spending')
            as rigid_spending
    from item_amounts
    inner join income_items
        on
            item_amounts.item = income_items.item
            and {{ in_force('income_items', 'item_amounts.month') }}
    group by item_amounts.month, item_amounts.household_id

),

-- a row of zeros counts as a report
reported as (

    select
        submission.month,
        {{ income_year('submission.month') }} as income_year,
        submission.household_id,
        submission.village_code,
        submission.load_id,
        submission.row_number,
        {%- for stream in income_streams() + ['rigid_spending'] %}
        coalesce(streams.{{ stream }}, 0) as {{ stream }},
        {%- endfor %}
        submission.reason
    from submission
    left join streams
        on
            submission.month = streams.month
            and submission.household_id = streams.household_id

),

final as (

    select
        month,
        income_year,
        household_id,
        village_code,
        wage,
        business,
        property,
        transfer,
        business_cost,
        wage + business + property + transfer - business_cost as net_income,
        rigid_spending,
        reason,
        load_id,
        row_number
    from reported

)

select * from final
