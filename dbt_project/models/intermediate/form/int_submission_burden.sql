{{ config(
    materialized='incremental',
    indexes=[{'columns': ['month', 'household_id'], 'unique': true}],
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

-- An amount of 0 need not be typed.
filled_cells as (

    select
        month,
        household_id,
        {%- for item in submission_items() %}
        {{ '+ ' if not loop.first }}coalesce(({{ item }} <> 0)::integer, 0)
        {%- endfor %} as filled
    from submission

),

prefilled_amounts as (

    select
        prefill.month,
        prefill.household_id,
        prefill.amount,
        case prefill.item
            {%- for item in submission_items() %}
            when '{{ item }}' then submission.{{ item }}
            {%- endfor %}
        end as declared
    from prefill
    inner join submission
        on
            prefill.month = submission.month
            and prefill.household_id = submission.household_id
    where
        prefill.item in (
            {%- for item in submission_items() %}
            '{{ item }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )

),

-- A prefilled amount is typed only where it is corrected, to 0 as well.
prefilled_cells as (

    select
        month,
        household_id,
        count(amount) as prefilled,
        count(*) filter (where declared = amount) as confirmed,
        count(*) filter (where declared <> 0) as filled,
        count(*) filter (where declared <> coalesce(amount, 0)) as corrected
    from prefilled_amounts
    group by month, household_id

),

amount_cells as (

    select
        filled_cells.month,
        filled_cells.household_id,
        filled_cells.filled,
        coalesce(prefilled_cells.prefilled, 0) as prefilled,
        coalesce(prefilled_cells.confirmed, 0) as confirmed,
        filled_cells.filled
        - coalesce(prefilled_cells.filled, 0)
        + coalesce(prefilled_cells.corrected, 0) as corrected
    from filled_cells
    left join prefilled_cells
        on
            filled_cells.month = prefilled_cells.month
            and filled_cells.household_id = prefilled_cells.household_id

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
