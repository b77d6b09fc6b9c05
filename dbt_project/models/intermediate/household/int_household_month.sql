{{ config(
    materialized='incremental',
    indexes=[
        {'columns': ['household_id', 'income_year']},
    ],
) }}

with months as (

    select * from {{ ref('int_months') }}
    where {{ touched('month') }}

),

roster_in_force as (

    select * from {{ ref('int_roster_in_force') }}

),

roster_household as (

    select * from {{ ref('int_roster_household') }}

),

final as (

    select
        months.month,
        months.income_year,
        months.month_of_year,
        roster_household.household_id,
        roster_household.village_code,
        roster_household.township_code,
        roster_household.county_code,
        roster_household.household_type,
        roster_household.monitored_kind,
        roster_household.risk_cleared,
        roster_household.is_population,
        roster_household.head_name_masked,
        roster_household.head_token,
        roster_household.head_id_kind,
        roster_household.current_members,
        -- Only rosters up to the month count. If the roster in force is older than the income year,
        -- no roster of the year lists the household yet.
        case
            when roster_in_force.roster_month >= months.year_start_month
                then roster_household.annual_members
            else roster_household.snapshot_annual_members
        end as annual_members,
        roster_household.roster_month
    from months
    inner join roster_in_force on months.month = roster_in_force.month
    inner join roster_household on roster_in_force.roster_month = roster_household.roster_month

)

select * from final
