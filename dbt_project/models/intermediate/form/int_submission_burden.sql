{{ config(
    materialized='incremental',
    meta={'rests_on_authorisations': true},
) }}

with submission as (

    select * from {{ ref('stg_village_submission') }}
    where {{ touched('month') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched('month') }}

),

prefill as (

    select * from {{ ref('int_form_prefill') }}
    where {{ touched('month') }}

),

amounts as (

    select
        submission.month,
        submission.household_id,
        amount.item,
        amount.declared
    from submission
    cross join
        lateral (
            values
            {% for item in submission_items() -%}
            ('{{ item }}', submission.{{ item }}){{ "," if not loop.last }}
            {% endfor -%}
        ) as amount (item, declared)

),

-- An amount of 0 need not be typed; a prefilled one is typed only where it is corrected.
amount_cells as (

    select
        amounts.month,
        amounts.household_id,
        count(*) filter (where amounts.declared <> 0) as filled,
        count(prefill.amount) as prefilled,
        count(*) filter (where amounts.declared = prefill.amount) as confirmed,
        count(*) filter (where amounts.declared <> coalesce(prefill.amount, 0)) as corrected
    from amounts
    left join prefill
        on
            amounts.month = prefill.month
            and amounts.household_id = prefill.household_id
            and amounts.item = prefill.item
    group by amounts.month, amounts.household_id

),

-- 户编号, 户主姓名, 户主证件号码, 家庭人口数
placed as (

    select
        submission.month,
        submission.household_id,
        household_month.village_code,
        num_nonnulls(submission.reason, submission.visited_on, submission.remark) as said,
        4 as identity_cells,
        (submission.members_declared is distinct from household_month.current_members)::integer
            as corrected_head_counts
    from submission
    inner join household_month
        on
            submission.month = household_month.month
            and submission.household_id = household_month.household_id

),

final as (

    select
        placed.month,
        placed.household_id,
        placed.village_code,
        (placed.identity_cells + placed.said + amount_cells.filled)::integer as cells_blank_form,
        (placed.corrected_head_counts + placed.said + amount_cells.filled)::integer
            as cells_with_households,
        (placed.corrected_head_counts + placed.said + amount_cells.corrected)::integer
            as cells_with_prefill,
        amount_cells.prefilled::integer as prefilled_cells,
        amount_cells.confirmed::integer as confirmed_cells
    from placed
    inner join amount_cells
        on
            placed.month = amount_cells.month
            and placed.household_id = amount_cells.household_id

)

select * from final
