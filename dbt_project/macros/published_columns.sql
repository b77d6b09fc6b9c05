{#- Column lists shared by pairs of marts: divisions as then and as now (`…_as_now`), or the year's
    latest month and every month (`…_month`). -#}

{%- macro division_month_columns() -%}
    division_month.division_code,
        division_month.level,
        division_month.month,
        division_month.income_year,
        division_month.households,
        division_month.members,
        division_month.net_income,
        division_month.ytd_per_capita,
        division_month.prior_ytd_per_capita,
        division_month.matched_growth
{%- endmacro -%}

{%- macro division_year_columns() -%}
    division_year.division_code,
        division_year.level,
        division_year.income_year,
        division_year.is_finished,
        division_year.households,
        division_year.members,
        division_year.net_income,
        division_year.per_capita,
        division_year.prior_per_capita,
        division_year.growth,
        division_year.panel_growth,
        division_year.matched_growth,
        division_year.growth - division_year.matched_growth as matched_gap,
        division_year.income_contribution,
        division_year.head_count_contribution,
        division_year.joiner_contribution,
        division_year.leaver_contribution,
        division_year.coverage,
        coalesce(reporting.village_months_expected, 0) as village_months_expected,
        coalesce(reporting.village_months_received, 0) as village_months_received,
        coalesce(reporting.prior_village_months_expected, 0) as prior_village_months_expected,
        coalesce(reporting.prior_village_months_received, 0) as prior_village_months_received,
        coalesce(
            {{ reaches_the_coverage_gate('reporting') }}
            and coalesce(division_year.coverage, 0) >= reporting.coverage_gate,
            true
        ) as is_comparable,
        division_year.target_growth,
        division_year.target_met
{%- endmacro -%}

{%- macro division_bracket_columns() -%}
    division_bracket.division_code,
        division_bracket.level,
        division_bracket.income_year,
        division_bracket.measure,
        division_bracket.bracket,
        division_bracket.rank,
        division_bracket.households,
        division_bracket.members,
        division_bracket.households_with_data,
        division_bracket.share
{%- endmacro -%}

{%- macro division_income_columns() -%}
    division_month.division_code,
        division_month.level,
        division_month.month,
        division_month.income_year,
        division_month.households,
        division_month.households_reported,
        division_month.members,
        {%- for figure in income_figures() %}
        division_month.{{ figure }},
        {%- endfor %}
        division_month.prior_households,
        division_month.prior_members
        {%- for prefix in ['prior_', 'ytd_', 'prior_ytd_'] %}
        {%- for figure in income_figures() %},
        division_month.{{ prefix }}{{ figure }}
        {%- endfor %}
        {%- endfor %}
{%- endmacro -%}

{%- macro county_indicator_columns() -%}
    points.assessment_year,
        points.as_of_month,
        points.county_code,
        points.indicator,
        points.numerator,
        points.denominator,
        points.value,
        points.points,
        points.max_points,
        points.applicable
{%- endmacro -%}

{#- `sums`: columns to add before the score, the sums that it is computed from. -#}
{%- macro county_score_columns(sums=[]) -%}
    score.assessment_year,
        score.as_of_month,
        score.county_code,
        counties.division_name as county_name,
        score.per_capita,
        score.prior_per_capita,
        score.growth,
        score.target_growth,
        score.target_met,
        {%- for column in sums %}
        score.{{ column }},
        {%- endfor %}
        score.score,
        score.grade,
        score.treatment,
        score.rank::integer as rank,
        score.coverage,
        score.status
{%- endmacro -%}

{#- True if the village-months of both years reach the coverage gate; with none expected they do
    (a year of the annual table, or one before the first roster). Null without a gate in force. -#}
{%- macro reaches_the_coverage_gate(alias) -%}
    {{ alias }}.village_months_received
            >= {{ alias }}.coverage_gate * {{ alias }}.village_months_expected
            and {{ alias }}.prior_village_months_received
            >= {{ alias }}.coverage_gate * {{ alias }}.prior_village_months_expected
{%- endmacro -%}
