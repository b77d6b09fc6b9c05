with contracts as (

    select * from {{ ref('feed_contracts') }}
    where due_day is not null

),

months as (

    select * from {{ ref('int_months') }}

),

city as (

    select division_code as city_code from {{ ref('division_register') }}
    where level = 'city'

),

villages as (

    select
        month,
        income_year,
        county_code,
        village_code
    from {{ ref('int_submission_status') }}
    where expected

),

-- An annual file is expected once its income year has ended.
periods as (

    select
        contracts.feed,
        contracts.kind,
        contracts.unit as covers,
        contracts.period as rhythm,
        months.month,
        months.income_year,
        case
            when contracts.period = 'year' then months.income_year::text
            else to_char(months.month, 'YYYY-MM')
        end as period,
        -- villages report by the policy's day, all others by that of their contract
        case
            when contracts.unit = 'village' then months.submission_due_on
            else {{ add_months('months.month', 1) }} + contracts.due_day - 1
        end as due_date
    from contracts
    cross join months
    where
        contracts.period = 'month'
        or (contracts.period = 'quarter' and extract(month from months.month)::integer % 3 = 0)
        or (contracts.period = 'year' and months.month = months.year_end_month)

),

-- A county sends its file if it has expected villages, in a year in any month of it.
counties as (

    select distinct
        periods.feed,
        periods.period,
        villages.county_code
    from periods
    inner join villages
        on
            periods.month = villages.month
            or (periods.rhythm = 'year' and periods.income_year = villages.income_year)
    where periods.covers = 'county'

),

units as (

    select
        periods.feed,
        periods.period,
        case periods.covers when 'part' then periods.kind else '*' end as unit,
        city.city_code as division_code,
        periods.kind
    from periods
    cross join city
    where periods.covers in ('whole', 'part')

    union all

    select
        feed,
        period,
        county_code as unit,
        county_code as division_code,
        'all' as kind
    from counties

    union all

    select
        periods.feed,
        periods.period,
        villages.village_code as unit,
        villages.county_code as division_code,
        'all' as kind
    from periods
    inner join villages on periods.month = villages.month
    where periods.covers = 'village'

),

final as (

    select
        units.feed,
        units.period,
        units.unit,
        units.kind,
        units.division_code,
        periods.covers,
        periods.month,
        periods.income_year,
        periods.due_date
    from units
    inner join periods
        on
            units.feed = periods.feed
            and units.period = periods.period
            and units.kind = periods.kind

)

select * from final
