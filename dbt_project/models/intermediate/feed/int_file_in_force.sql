with contracts as (

    select distinct
        feed,
        unit as covers
    from {{ ref('feed_contracts') }}
    where
        period in ('month', 'quarter')
        and unit in ('whole', 'part', 'county')

),

units_in_force as (

    select * from {{ ref('stg_unit_in_force') }}

),

counties as (

    select division_code as county_code
    from {{ ref('division_register') }}
    where level = 'county'

),

-- a file of the whole city serves every county
file as (

    select
        units_in_force.feed,
        case contracts.covers when 'part' then units_in_force.unit else 'all' end as kind,
        counties.county_code,
        to_date(units_in_force.period, 'YYYY-MM') as file_month,
        units_in_force.load_id
    from units_in_force
    inner join contracts on units_in_force.feed = contracts.feed
    inner join counties
        on contracts.covers <> 'county' or units_in_force.unit = counties.county_code

),

known_months as (

    select * from {{ ref('int_months') }}

),

first_month as (

    select
        min(file.file_month) as of_files,
        (select min(known_months.month) from known_months) as of_rosters
    from file

),

-- also the months before the first roster, from the first file on: a year known only from
-- income_detail is assessed
months as (

    select month from known_months

    union

    select calendar.month::date as month
    from first_month
    cross join
        lateral generate_series(
            first_month.of_files::timestamp,
            first_month.of_rosters - interval '1 month',
            interval '1 month'
        ) as calendar (month)

),

final as (

    select distinct on (file.feed, file.kind, file.county_code, months.month)
        file.feed,
        file.kind,
        file.county_code,
        months.month,
        file.file_month,
        file.load_id,
        file.file_month = months.month as is_of_month
    from months
    inner join file
        on
            months.month >= file.file_month
            and extract(year from months.month) = extract(year from file.file_month)
    order by
        file.feed asc,
        file.kind asc,
        file.county_code asc,
        months.month asc,
        file.file_month desc

)

select * from final
