{{ config(materialized='view') }}

-- Union of all models int_evidence_<code>. Queries filter by indicator, county and month; `not
-- materialized` lets PostgreSQL push these filters down.
{%- set models = county_evidence() %}

with
{%- for model in models %}
{{ model }} as (

    select * from {{ ref('int_evidence_' ~ model) }}

),
{% endfor %}
evidence as not materialized (

    {%- for model in models %}

    select * from {{ model }}
    {%- if not loop.last %}

    union all
    {%- endif %}
    {%- endfor %}

),

household_year_row as (

    select * from {{ ref('int_household_year_row') }}

),

household_ytd as (

    select * from {{ ref('int_household_ytd') }}
    where month_net_income is not null

),

streams as (

    select * from {{ ref('int_household_streams_month') }}

),

-- income of a year: the row of income_detail, or the rows of its months
of_a_year as (

    select
        evidence.*,
        coalesce(to_char(year_row.month, 'YYYY-MM'), year_row.income_year::text) as row_period,
        year_row.net_income as row_amount,
        year_row.table_name as row_table_name,
        year_row.load_id as row_load_id,
        year_row.row_number as row_row_number
    from evidence
    inner join household_year_row as year_row
        on
            evidence.household_id = year_row.household_id
            and evidence.income_year = year_row.income_year
    where evidence.through_month is null

),

-- income of a year to date: the rows of the months in which the household was on the roster
to_date as (

    select
        evidence.*,
        to_char(household_ytd.month, 'YYYY-MM') as row_period,
        household_ytd.month_net_income as row_amount,
        'village_submission' as row_table_name,
        streams.load_id as row_load_id,
        streams.row_number as row_row_number
    from evidence
    inner join household_ytd
        on
            evidence.household_id = household_ytd.household_id
            and evidence.income_year = household_ytd.income_year
            and evidence.through_month >= household_ytd.month
    inner join streams
        on
            household_ytd.household_id = streams.household_id
            and household_ytd.income_year = streams.income_year
            and household_ytd.month = streams.month

),

income_row as (

    select * from of_a_year
    union all
    select * from to_date

),

numbered as (

    select
        *,
        row_number() over (
            partition by indicator, as_of_month, county_code, household_id, income_year
            order by row_period, row_load_id, row_row_number
        ) as place
    from income_row

),

-- A counted household is on its first row only; in a mean, each row has its own amount.
final as (

    select
        as_of_month,
        assessment_year,
        county_code,
        indicator,
        village_code,
        household_id,
        period,
        facts,
        amount,
        numerator,
        denominator,
        mean_over,
        table_name,
        load_id,
        row_number
    from evidence
    where income_year is null

    union all

    select
        as_of_month,
        assessment_year,
        county_code,
        indicator,
        village_code,
        household_id,
        row_period as period,
        facts,
        row_amount as amount,
        case
            when numerator is null then null
            when mean_over is not null then row_amount
            when place = 1 then numerator
        end as numerator,
        case
            when denominator is null then null
            when mean_over is not null then row_amount
            when place = 1 then denominator
        end as denominator,
        case when place = 1 then mean_over end as mean_over,
        row_table_name as table_name,
        row_load_id as load_id,
        row_row_number as row_number
    from numbered

)

select * from final
