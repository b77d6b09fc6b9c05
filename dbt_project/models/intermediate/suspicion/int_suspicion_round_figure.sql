{{ config(materialized='view') }}

with submission as (

    select * from {{ ref('stg_village_submission') }}

),

measures as (

    {{ suspicion_measures('digit_heaping') }}

),

counted as (

    select
        submission.month,
        submission.household_id,
        measures.measure,
        measures.valid_from,
        num_nonnulls(
            {%- for item in submission_items() %}
            nullif(submission.{{ item }}, 0){{ ',' if not loop.last }}
            {%- endfor %}
        ) as figures,
        num_nonnulls(
            {%- for item in submission_items() %}
            case
                when submission.{{ item }} % measures.round_to = 0
                    then nullif(submission.{{ item }}, 0)
            end
            {{- ',' if not loop.last }}
            {%- endfor %}
        ) as round_figures
    from submission
    cross join measures

),

final as (

    select * from counted
    where figures > 0

)

select * from final
