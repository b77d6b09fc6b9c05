-- not materialized: otherwise PostgreSQL writes all months to disk, because the CTE is used twice
with household_month as not materialized (

    select * from {{ ref('int_household_month') }}

),

income_detail as (

    select * from {{ ref('int_income_detail') }}

),

last_month as (

    select
        household_id,
        max(month) as month
    from household_month
    group by household_id

),

latest_listing as (

    select
        household_month.household_id,
        household_month.village_code,
        household_month.township_code,
        household_month.county_code,
        household_month.household_type,
        household_month.monitored_kind,
        household_month.risk_cleared,
        household_month.head_name_masked,
        household_month.head_token,
        household_month.month as last_listed_month
    from household_month
    inner join last_month
        on
            household_month.month = last_month.month
            and household_month.household_id = last_month.household_id

),

-- households that are on no roster, only in income_detail
latest_detail as (

    select distinct on (household_id)
        household_id,
        village_code,
        township_code,
        county_code,
        head_name_masked
    from income_detail
    order by household_id asc, income_year desc

),

final as (

    select
        coalesce(latest_listing.household_id, latest_detail.household_id) as household_id,
        case
            when latest_listing.last_listed_month is null then latest_detail.village_code
            else latest_listing.village_code
        end as village_code,
        case
            when latest_listing.last_listed_month is null then latest_detail.township_code
            else latest_listing.township_code
        end as township_code,
        coalesce(latest_listing.county_code, latest_detail.county_code) as county_code,
        latest_listing.household_type,
        latest_listing.monitored_kind,
        latest_listing.risk_cleared,
        coalesce(latest_listing.head_name_masked, latest_detail.head_name_masked)
            as head_name_masked,
        latest_listing.head_token,
        latest_listing.last_listed_month
    from latest_listing
    full outer join latest_detail on latest_listing.household_id = latest_detail.household_id

)

select * from final
