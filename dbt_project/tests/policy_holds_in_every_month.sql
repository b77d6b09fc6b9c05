-- Every policy number that the models use is in force in every month with data. A gap between two
-- validity periods would give a null due date or an unlimited tolerance, without an error.
with codes as (

    select unnest(array[
        'submission_due_day',
        'verification_days',
        'low_income_line',
        'projection_ratio_min',
        'projection_ratio_max',
        'coverage_gate',
        'open_files_gate',
        'reconciliation_tolerance_yuan',
        'reconciliation_tolerance_share',
        'labour_age_least',
        'loan_wait_days',
        'loan_due_days',
        'single_support_factor',
        'post_age_limit',
        'workshop_award',
        'crop_season_month',
        'slow_project_slack',
        'slow_project_start_month',
        'weak_village_income',
        'solar_labour_share',
        'dividend_tolerance_yuan',
        'dividend_tolerance_share',
        'reserved_share_least',
        'form_match_share',
        'form_match_months',
        'form_blank_share'
    ]) as code

),

months as (

    select month from {{ ref('int_months') }}

),

final as (

    select
        codes.code,
        months.month
    from codes
    cross join months
    left join {{ ref('policy_parameters') }} as parameters
        on
            codes.code = parameters.code
            and {{ in_force('parameters', 'months.month') }}
    where parameters.value is null

)

select * from final
