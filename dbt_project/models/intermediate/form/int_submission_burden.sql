{{ config(meta={'made_new': 'by_month', 'rests_on_authorisations': true}) }}

with submission as (

    select * from {{ ref('stg_village_submission') }}
    where {{ touched('month') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}
    where {{ touched('month') }}

),

prefill as (

    select * from {{ ref('int_form_figure') }}
    where
        is_value
        and {{ touched('month') }}

),

feedback as (

    select * from {{ ref('stg_village_feedback') }}
    where {{ touched('month') }}

),

-- the declared amount for each prefilled amount
compared as (

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

),

prefilled_cells as (

    select
        month,
        household_id,
        count(amount) as prefilled,
        count(*) filter (where declared = amount) as confirmed,
        count(*) filter (where declared <> amount) as changed,
        count(*) filter (where declared <> 0) as filled
    from compared
    group by month, household_id

),

typed_cells as (

    select
        month,
        household_id,
        num_nonnulls(
            {%- for item in submission_items() %}
            nullif({{ item }}, 0){{ ',' if not loop.last }}
            {%- endfor %}
        ) as filled
    from submission

),

-- 户编号 and 预警规则 stand in the form that is sent out
answers as (

    select
        month,
        household_id,
        2 * count(*) as named,
        sum(
            num_nonnulls(
                verified_on, result, reason, measure, measure_on, handling_status
            )
        ) as said
    from feedback
    where result is not null
    group by month, household_id

),

-- An amount of 0 is not typed; a prefilled amount is typed only to correct it.
amount_cells as (

    select
        typed_cells.month,
        typed_cells.household_id,
        typed_cells.filled,
        coalesce(prefilled_cells.prefilled, 0) as prefilled,
        coalesce(prefilled_cells.confirmed, 0) as confirmed,
        typed_cells.filled
        + coalesce(prefilled_cells.changed - prefilled_cells.filled, 0) as corrected
    from typed_cells
    left join prefilled_cells
        on
            typed_cells.month = prefilled_cells.month
            and typed_cells.household_id = prefilled_cells.household_id

),

-- 户编号, 户主姓名, 户主证件号码, 家庭人口数
placed as (

    select
        submission.month,
        submission.household_id,
        household_month.village_code,
        num_nonnulls(submission.reason, submission.visited_on, submission.remark)
        + coalesce(answers.said, 0) as said,
        coalesce(answers.named, 0) as named,
        4 as identity_cells,
        (submission.members_declared is distinct from household_month.current_members)::integer
            as corrected_head_counts
    from submission
    inner join household_month
        on
            submission.month = household_month.month
            and submission.household_id = household_month.household_id
    left join answers
        on
            submission.month = answers.month
            and submission.household_id = answers.household_id

),

final as (

    select
        placed.month,
        placed.household_id,
        placed.village_code,
        (placed.identity_cells + placed.named + placed.said + amount_cells.filled)::integer
            as cells_blank_form,
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
