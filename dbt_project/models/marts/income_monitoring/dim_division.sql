with register as (

    select * from {{ ref('division_register') }}

),

latest_month as (

    select max(month) as month from {{ ref('int_months') }}

),

reporting as (

    select reporting_units.village_code
    from {{ ref('reporting_units') }} as reporting_units
    cross join latest_month
    where
        latest_month.month is null
        or {{ in_force('reporting_units', 'latest_month.month') }}

),

final as (

    select
        division_code,
        division_name,
        level,
        parent_code,
        county_code,
        kind,
        division_code in (select reporting.village_code from reporting) as is_reporting_unit
    from register

)

select * from final
