{{ config(materialized='view') }}

with county as (

    select * from {{ ref('int_assessed_county') }}

),

candidate as (

    select * from {{ ref('int_focus_candidate') }}
    where list in ('decreased_last_year', 'below_line')

),

explanation as (

    select * from {{ ref('int_household_explanation_month') }}

),

-- only entries of the as-of month
final as (

    select
        candidate.month as as_of_month,
        county.assessment_year,
        county.county_code,
        'reasons_recorded' as indicator,
        null::text as village_code,
        candidate.household_id,
        to_char(candidate.month, 'YYYY-MM') as period,
        jsonb_build_object('list', candidate.list, 'reason', explanation.reason) as facts,
        null::numeric as amount,
        (explanation.reason is not null)::integer as numerator,
        1 as denominator,
        null::integer as mean_over,
        'village_' || explanation.reason_from as table_name,
        explanation.reason_load_id as load_id,
        explanation.reason_row_number as row_number,
        null::integer as income_year,
        null::date as through_month
    from candidate
    inner join county
        on
            candidate.month = county.as_of_month
            and candidate.county_code = county.county_code
    left join explanation
        on
            candidate.household_id = explanation.household_id
            and candidate.month = explanation.month

)

select * from final
