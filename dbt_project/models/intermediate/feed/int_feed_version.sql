with contracts as (

    select distinct
        feed,
        unit as covers
    from {{ ref('feed_contracts') }}

),

-- all accepted versions, including those that a later version has superseded
versions as (

    select
        loads.*,
        contracts.covers
    from {{ ref('stg_loads') }} as loads
    inner join contracts on loads.feed = contracts.feed
    where loads.status in ('accepted', 'superseded')

),

units_in_force as (

    select * from {{ ref('stg_unit_in_force') }}

),

balance as (

    select * from {{ ref('stg_load_balance') }}

),

covered as (

    select
        load_id,
        case covers when 'whole' then '*' when 'part' then kind else unit end as unit
    from versions
    where covers <> 'county'

    union

    -- the counties of a version in force, and of one before it
    select
        load_id,
        unit
    from units_in_force

    union

    select
        balance.load_id,
        balance.unit
    from balance
    inner join versions on balance.load_id = versions.load_id
    where
        versions.covers = 'county'
        and balance.unit <> ''

),

final as (

    select
        versions.feed,
        versions.period,
        covered.unit,
        min(versions.received_at) as first_received_at,
        count(*)::integer as versions
    from versions
    inner join covered on versions.load_id = covered.load_id
    where covered.unit is not null
    group by versions.feed, versions.period, covered.unit

)

select * from final
