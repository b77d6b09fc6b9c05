{{ config(meta={'made_new': 'by_month'}) }}

with candidate as (

    select * from {{ ref('int_focus_candidate') }}
    where {{ touched('month') }}

),

household_year as (

    select * from {{ ref('int_household_year') }}
    where has_data

),

projection_stream as (

    select * from {{ ref('int_projection_stream') }}
    where {{ touched('as_of_month') }}

),

year_stream as (

    select
        household_year.household_id,
        household_year.income_year,
        stream.stream,
        {{ signed('stream.stream', 'stream.amount') }} as amount
    from household_year
    cross join
        lateral (
            values
            {%- for stream in income_streams() %}
            ('{{ stream }}', household_year.{{ stream }}){{ ',' if not loop.last }}
            {%- endfor %}
        ) as stream (stream, amount)

),

compared as (

    select
        candidate.household_id,
        candidate.month,
        candidate.list,
        before.stream,
        before.amount as amount_before,
        coalesce(
            {{ signed('projection_stream.stream', 'projection_stream.projected') }}, after.amount
        ) as amount_after
    from candidate
    inner join year_stream as before
        on
            candidate.household_id = before.household_id
            and candidate.year_after = before.income_year + 1
    left join year_stream as after
        on
            candidate.household_id = after.household_id
            and candidate.year_after = after.income_year
            and before.stream = after.stream
            and candidate.list <> 'projected_decrease'
    left join projection_stream
        on
            candidate.household_id = projection_stream.household_id
            and candidate.month = projection_stream.as_of_month
            and before.stream = projection_stream.stream
            and candidate.list = 'projected_decrease'

),

final as (

    select
        household_id,
        month,
        list,
        stream,
        amount_before,
        amount_after,
        amount_after - amount_before as change
    from compared

)

select * from final
