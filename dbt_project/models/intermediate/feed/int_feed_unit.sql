with expected as (

    select * from {{ ref('int_feed_expected') }}

),

versions as (

    select * from {{ ref('int_feed_version') }}

),

refusals as (

    select
        loads.feed,
        loads.period,
        coalesce(loads.kind, loads.unit) as unit,
        loads.status,
        loads.received_at,
        loads.load_id,
        refusal.rule,
        refusal.message
    from {{ ref('stg_loads') }} as loads
    inner join {{ ref('stg_file_refusal') }} as refusal on loads.load_id = refusal.load_id

),

units as (

    select
        expected.*,
        versions.first_received_at,
        versions.unit is not null as received,
        coalesce(
            {{ business_day('versions.first_received_at') }} <= expected.due_date, false
        ) as on_time
    from expected
    left join versions
        on
            expected.feed = versions.feed
            and expected.period = versions.period
            and expected.unit = versions.unit

),

-- A held file waits although a version may be in force; a rejected one counts only where none is.
-- A file that names no unit may be anyone's who has none in force; a village's file names it.
refused as (

    select distinct on (units.feed, units.period, units.unit)
        units.feed,
        units.period,
        units.unit,
        refusals.status,
        refusals.rule,
        refusals.message,
        refusals.received_at
    from units
    inner join refusals
        on
            units.feed = refusals.feed
            and units.period = refusals.period
            and (
                units.unit = refusals.unit
                or (units.unit = '*' and refusals.unit is null)
                or (units.covers <> 'village' and refusals.unit is null and not units.received)
            )
    where refusals.status = 'held' or not units.received
    order by
        units.feed asc,
        units.period asc,
        units.unit asc,
        (refusals.status = 'held') desc,
        refusals.received_at desc,
        refusals.load_id desc

),

final as (

    select
        units.feed,
        units.kind,
        units.division_code,
        units.period,
        units.unit,
        units.month,
        units.income_year,
        units.due_date,
        units.first_received_at,
        units.received,
        units.on_time,
        coalesce(refused.status = 'held', false) as held,
        coalesce(refused.status = 'rejected', false) as rejected,
        refused.rule,
        refused.message,
        refused.received_at as refused_at
    from units
    left join refused
        on
            units.feed = refused.feed
            and units.period = refused.period
            and units.unit = refused.unit

)

select * from final
