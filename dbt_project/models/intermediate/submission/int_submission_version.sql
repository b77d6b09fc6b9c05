with loads as (

    select * from {{ ref('stg_loads') }}
    where feed = 'village_submission'

),

-- all accepted versions, including those that a later version has superseded
versions as (

    select
        month,
        unit as village_code,
        min(received_at) as first_received_at,
        (array_agg(load_id order by received_at, load_id))[1] as first_load_id,
        count(*)::integer as versions
    from loads
    where status in ('accepted', 'superseded')
    group by month, unit

),

current_version as (

    select * from loads
    where status = 'accepted'

),

final as (

    select
        versions.month,
        versions.village_code,
        versions.versions,
        versions.first_received_at,
        versions.first_load_id,
        current_version.received_at as current_received_at,
        current_version.load_id as current_load_id,
        current_version.rows_received,
        current_version.rows_accepted,
        current_version.rows_rejected
    from versions
    left join current_version
        on
            versions.month = current_version.month
            and versions.village_code = current_version.unit

)

select * from final
