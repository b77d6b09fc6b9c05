with sums as (

    select * from {{ ref('int_division_year_sums') }}

),

division_month as (

    select division_month.*
    from {{ ref('int_division_month') }} as division_month
    inner join {{ ref('int_months') }} as months on division_month.month = months.month
    where months.is_latest_of_year

),

-- An unfinished year is compared with the same months of the year before.
per_capita as (

    select
        this_year.*,
        {{ settled('this_year.heard_members') }} / this_year.members as coverage,
        this_year.net_income / this_year.data_members as per_capita,
        case
            when this_year.is_finished then last_year.net_income / last_year.data_members
            else division_month.prior_ytd_per_capita
        end as prior_per_capita,
        this_year.panel_net_income / this_year.panel_members as panel_per_capita,
        this_year.panel_prior_net_income / this_year.panel_prior_members
            as panel_prior_per_capita,
        -- the panel's income of this year / its head count of the year before
        this_year.panel_net_income / this_year.panel_prior_members as panel_same_heads_per_capita,
        division_month.matched_growth
    from sums as this_year
    left join sums as last_year
        on
            this_year.division_set = last_year.division_set
            and this_year.division_code = last_year.division_code
            and this_year.income_year = last_year.income_year + 1
    left join division_month
        on
            this_year.division_set = division_month.division_set
            and this_year.division_code = division_month.division_code
            and this_year.income_year = division_month.income_year

),

bases as (

    select
        *,
        nullif(prior_per_capita, 0) as base,
        nullif(panel_prior_per_capita, 0) as panel_base
    from per_capita

),

final as (

    select
        division_set,
        division_code,
        level,
        income_year,
        is_finished,
        households,
        members,
        net_income,
        data_members,
        per_capita,
        prior_per_capita,
        {{ settled_share('per_capita / base - 1') }} as growth,
        panel_per_capita / panel_base - 1 as panel_growth,
        matched_growth,
        coverage,
        -- the four contributions sum to growth
        (panel_same_heads_per_capita - panel_prior_per_capita) / base as income_contribution,
        (panel_per_capita - panel_same_heads_per_capita) / base as head_count_contribution,
        (per_capita - panel_per_capita) / base as joiner_contribution,
        (panel_prior_per_capita - prior_per_capita) / base as leaver_contribution
    from bases

)

select * from final
