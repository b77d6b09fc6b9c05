with projection as (

    select * from {{ ref('int_household_projection') }}

),

monitoring_range as (

    select * from {{ ref('monitoring_range') }}

),

county_months as (

    select distinct
        as_of_month as month,
        county_code
    from projection

),

-- the range of the county, else of the city or province it lies in: the longest code that fits
range_in_force as (

    select distinct on (county_months.month, county_months.county_code)
        county_months.month,
        county_months.county_code,
        monitoring_range.yuan
    from county_months
    inner join monitoring_range
        on
            starts_with(county_months.county_code, monitoring_range.region_code::text)
            and {{ in_force('monitoring_range', 'county_months.month') }}
    order by
        county_months.month asc,
        county_months.county_code asc,
        length(monitoring_range.region_code::text) desc

),

measured as (

    select
        projection.household_id,
        projection.as_of_month as month,
        projection.projected_net as amount,
        range_in_force.yuan * projection.annual_members as base,
        projection.projected_per_capita,
        range_in_force.yuan
    from projection
    inner join range_in_force
        on
            projection.as_of_month = range_in_force.month
            and projection.county_code = range_in_force.county_code

),

reached as (

    {{ reached_level('below_range') }}

),

final as (

    select
        household_id,
        month,
        projected_per_capita as observed,
        level,
        factor * yuan as threshold
    from reached

)

select * from final
