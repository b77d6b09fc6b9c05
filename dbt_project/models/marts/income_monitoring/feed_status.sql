with units as (

    select * from {{ ref('int_feed_unit') }}

),

divisions as (

    select * from {{ ref('division_register') }}

),

contracts as (

    select * from {{ ref('feed_contracts') }}

),

counts as (

    select
        feed,
        kind,
        division_code,
        period,
        month,
        income_year,
        due_date,
        count(*)::integer as units_expected,
        count(*) filter (where received)::integer as units_received,
        count(*) filter (where on_time)::integer as units_on_time,
        count(*) filter (where held)::integer as units_held,
        count(*) filter (where rejected)::integer as units_rejected,
        count(*) filter (where not received)::integer as units_missing,
        max(first_received_at) as last_first_received_at,
        (array_agg(rule order by held desc, refused_at desc nulls last, unit asc))[1] as rule,
        (array_agg(message order by held desc, refused_at desc nulls last, unit asc))[1]
            as message
    from units
    group by feed, kind, division_code, period, month, income_year, due_date

),

final as (

    select
        counts.feed,
        counts.kind,
        counts.division_code,
        divisions.division_name,
        divisions.level,
        counts.period,
        counts.month,
        counts.income_year,
        contracts.sender_zh as sender,
        counts.due_date,
        counts.units_expected,
        counts.units_received,
        counts.units_on_time,
        counts.units_held,
        counts.units_rejected,
        counts.units_missing,
        case
            when counts.units_missing = 0 and counts.units_on_time = counts.units_expected
                then 'on_time'
            when counts.units_missing = 0 then 'late'
            when counts.units_received > 0 then 'incomplete'
            when counts.units_held > 0 then 'held'
            when counts.units_rejected > 0 then 'rejected'
            else 'missing'
        end as status,
        counts.last_first_received_at,
        counts.rule,
        counts.message
    from counts
    inner join divisions on counts.division_code = divisions.division_code
    inner join contracts
        on
            counts.feed = contracts.feed
            and counts.kind = contracts.kind

)

select * from final
