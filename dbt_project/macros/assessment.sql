{#- True if the row `alias` of an assessment seed is valid in the assessment year. -#}
{%- macro in_force_in_year(alias, year) -%}
    {{ alias }}.valid_from_year <= {{ year }}
    and ({{ alias }}.valid_to_year is null or {{ alias }}.valid_to_year >= {{ year }})
{%- endmacro -%}

{#- The standard columns of an indicator: one row per as-of month and county, summed from its
    evidence (rules.md, County assessment). `counted` is a CTE with as_of_month, assessment_year,
    county_code, numerator and denominator. `value` is null if the denominator is 0 or null; the
    seed column `when_none` says how this is scored. -#}
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

{#- A mean from its evidence: the sum, divided once by the total of mean_over (heads or months).
    `figure` is numerator or denominator. -#}
{%- macro mean_of(figure) -%}
    sum({{ figure }})::numeric
        / nullif(sum(mean_over) filter (where {{ figure }} is not null), 0)
{%- endmacro -%}

{#- Evidence of households whose income is compared with the year before (CTE `counted`): one row
    per household and compared income. The household counts once, on the row of the later income; it
    is in the numerator if `condition` is true. -#}
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

{#- Evidence of the persons to be insured (CTE `covered`). The source row is the enrolment line that
    counts; if there is none, it is the person's roster row. -#}
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

{#- For each county and as-of month (CTE `county`): the latest month with a departmental file. CTE
    `file_month` holds the months with a file. -#}
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
