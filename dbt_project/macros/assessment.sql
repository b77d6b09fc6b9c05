{#- True where the assessment seed row `alias` holds for the assessment year. -#}
{%- macro in_force_in_year(alias, year) -%}
    {{ alias }}.valid_from_year <= {{ year }}
    and ({{ alias }}.valid_to_year is null or {{ alias }}.valid_to_year >= {{ year }})
{%- endmacro -%}

{#- The standard columns of an indicator: one row per as-of month and county (rules.md, County
    assessment), what its evidence adds up to. `counted` is a CTE with as_of_month, assessment_year,
    county_code, numerator and denominator; nothing to divide by leaves the value blank, the seed's
    `when_none` says what that means. -#}
{%- macro indicator_rows(indicator, counted='counted') -%}
    select
        assessment_year,
        as_of_month,
        county_code,
        '{{ indicator }}' as indicator,
        sum(numerator)::numeric as numerator,
        sum(denominator)::numeric as denominator,
        sum(numerator)::numeric / nullif(sum(denominator), 0) as value
    from {{ counted }}
    group by assessment_year, as_of_month, county_code
{%- endmacro -%}

{#- A figure that is a mean, from its evidence: the sum over all heads or months that it is over,
    divided once. `figure` is numerator or denominator. -#}
{%- macro mean_of(figure) -%}
    sum({{ figure }})::numeric
        / nullif(sum(mean_over) filter (where {{ figure }} is not null), 0)
{%- endmacro -%}

{#- Evidence of households whose income is compared with that of the year before (CTE `counted`): one
    row for each of the two incomes. The household counts with the later one, in the numerator where
    `condition` holds. -#}
{%- macro compared_income_rows(indicator, condition) -%}
    select
        counted.as_of_month,
        counted.assessment_year,
        counted.county_code,
        '{{ indicator }}' as indicator,
        counted.village_code,
        counted.household_id,
        to_char(
            coalesce(income.through_month, {{ year_last_month('income.income_year') }}), 'YYYY-MM'
        ) as period,
        jsonb_build_object(
            'prior_per_capita', counted.prior_net_income / counted.prior_annual_members,
            'per_capita', counted.net_income / counted.annual_members
        ) as facts,
        income.amount,
        case when income.is_later then counted.{{ condition }}::integer end as numerator,
        case when income.is_later then 1 end as denominator,
        null::integer as mean_over,
        null::text as table_name,
        null::bigint as load_id,
        null::integer as row_number,
        income.income_year,
        income.through_month
    from counted
    cross join
        lateral (
            values
            (counted.assessment_year, counted.net_income, counted.through_month, true),
            (
                counted.assessment_year - 1,
                counted.prior_net_income,
                counted.prior_through_month,
                false
            )
        ) as income (income_year, amount, through_month, is_later)
{%- endmacro -%}

{#- Evidence of the persons to be insured (CTE `covered`): the line that says so counts; where there is
    none, the roster row that asks for it is shown. -#}
{%- macro cover_rows(indicator, enrolment_table) -%}
    select
        as_of_month,
        assessment_year,
        county_code,
        '{{ indicator }}' as indicator,
        village_code,
        household_id,
        to_char(month, 'YYYY-MM') as period,
        jsonb_build_object(
            'person_id', person_id, 'is_enrolled', enrolled_load_id is not null
        ) as facts,
        null::numeric as amount,
        (enrolled_load_id is not null)::integer as numerator,
        1 as denominator,
        null::integer as mean_over,
        case when enrolled_load_id is null then 'household_roster' else '{{ enrolment_table }}' end
            as table_name,
        coalesce(enrolled_load_id, load_id) as load_id,
        coalesce(enrolled_row_number, row_number) as row_number,
        null::integer as income_year,
        null::date as through_month
    from covered
{%- endmacro -%}

{#- The latest month with a file of a department, for each county (CTE `county`) as of a month; CTE
    `file_month` holds the months with one. -#}
{%- macro latest_file() -%}
    select
        county.assessment_year,
        county.as_of_month,
        county.county_code,
        max(file_month.month) as month
    from county
    inner join file_month on county.as_of_month >= file_month.month
    group by county.assessment_year, county.as_of_month, county.county_code
{%- endmacro -%}
