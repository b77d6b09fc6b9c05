{{ config(
    meta={
        'made_new': 'by_month',
        'rests_on_authorisations': true,
        'publishes_key': false,
        'published_indexes': [['worklist_id']],
    },
) }}

with condition as (

    select * from {{ ref('int_worklist_condition') }}
    where {{ touched('month') }}

),

spell as (

    select * from {{ ref('int_worklist_spell') }}
    where {{ touched('month') }}

),

sources as (

    select * from {{ ref('worklist_sources') }}

),

loads as (

    select * from {{ ref('stg_loads') }}

),

-- an item that runs on without a file rests on the rows of the last month with one
span as materialized (

    select
        condition.list,
        condition.subject_key,
        condition.month,
        condition.household_id,
        condition.person_id,
        condition.county_code,
        spell.opened_month,
        sources.table_name,
        sources.table_name || '|' || sources.tie || '|' || case sources.tie
            when 'subject' then condition.subject_key
            when 'person' then condition.person_id
            when 'household' then condition.household_id
        end as key,
        condition.file_month,
        greatest(
            case
                when sources.months_back is not null
                    then (
                        condition.file_month - make_interval(months => sources.months_back)
                    )::date
            end,
            case
                when sources.in_calendar_year
                    then date_trunc('year', condition.file_month)::date
            end
        ) as first_month
    from condition
    inner join spell
        on
            condition.list = spell.list
            and condition.subject_key = spell.subject_key
            and condition.month = spell.month
    inner join sources on condition.list = sources.list

),

-- The rows by the ties that lists use. One key instead of three columns: PostgreSQL would join by
-- the table alone, and compare each item with each row.
tied_row as (

    select
        source_row.table_name || '|' || tied.tie || '|' || tied.key as key,
        source_row.month,
        source_row.load_id,
        source_row.row_number
    from {{ ref('int_source_row') }} as source_row
    cross join
        lateral (
            values
            ('subject', source_row.subject_key),
            ('person', source_row.person_id),
            ('household', source_row.household_id)
        ) as tied (tie, key)
    where
        exists (
            select 1
            from sources
            where
                source_row.table_name = sources.table_name
                and tied.tie = sources.tie
        )

),

source_row as (

    select * from tied_row
    where key in (select span.key from span)

),

found as (

    select
        span.*,
        source_row.load_id,
        source_row.row_number
    from span
    inner join source_row
        on
            span.key = source_row.key
            and span.file_month >= source_row.month
            and coalesce(span.first_month, source_row.month) <= source_row.month

),

-- a row of a household is shown once, however many of its members it is about
final as (

    select distinct
        found.list || '|' || found.subject_key || '|' || to_char(found.opened_month, 'YYYY-MM')
            as worklist_id,
        found.list,
        found.subject_key,
        found.household_id,
        found.county_code,
        found.month,
        found.table_name,
        loads.feed,
        loads.period,
        loads.file_name,
        found.load_id,
        found.row_number::integer as row_number
    from found
    inner join loads on found.load_id = loads.load_id

)

select * from final
