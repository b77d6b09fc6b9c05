with worklists as (

    select
        worklists.code as list,
        worklists.opens_in,
        worklists.file_months,
        named.file
    from {{ ref('worklists') }} as worklists
    cross join lateral string_to_table(worklists.files, ' ') as named (file)

),

months as (

    select * from {{ ref('int_months') }}

),

counties as (

    select distinct county_code
    from {{ ref('division_register') }}
    where level = 'county'

),

loads as (

    select * from {{ ref('stg_loads') }}
    where
        status = 'accepted'
        and month is not null

),

contracts as (

    select distinct
        feed,
        unit as covers
    from {{ ref('feed_contracts') }}

),

units_in_force as (

    select * from {{ ref('stg_unit_in_force') }}

),

-- the name of a file as in the seed worklists; a file that is not sent by county is every county's
sent as (

    select distinct
        case
            when contracts.covers = 'part' then loads.feed || ':' || loads.kind
            else loads.feed
        end as file,
        loads.month,
        units_in_force.unit as county_code
    from loads
    inner join contracts on loads.feed = contracts.feed
    left join units_in_force
        on
            loads.load_id = units_in_force.load_id
            and contracts.covers = 'county'

),

-- the months whose file a list needs in a month
needed as (

    select
        worklists.list,
        worklists.file,
        months.month,
        needed.month::date as file_month
    from worklists
    inner join months
        on
            case worklists.opens_in
                when 'month' then true
                when 'quarter' then extract(month from months.month) in (3, 6, 9, 12)
                when 'december' then extract(month from months.month) = 12
            end
    cross join
        lateral generate_series(
            months.month - make_interval(months => worklists.file_months - 1),
            months.month::timestamp,
            interval '1 month'
        ) as needed (month)

),

final as (

    select
        needed.list,
        needed.month,
        counties.county_code
    from needed
    cross join counties
    left join sent
        on
            needed.file = sent.file
            and needed.file_month = sent.month
            and counties.county_code = coalesce(sent.county_code, counties.county_code)
    group by needed.list, needed.month, counties.county_code
    having bool_and(sent.file is not null)

)

select * from final
