with income_detail as (

    select * from {{ ref('stg_income_detail') }}

),

villages as (

    select
        division_code as village_code,
        parent_code as township_code
    from {{ ref('division_register') }}
    where level = 'village'

),

placement as (

    select * from {{ ref('int_household_year_placement') }}

),

as_of as (

    select max(month) as month from {{ ref('int_months') }}

),

rosters as (

    select min(roster_month) as first_roster_month from {{ ref('int_roster_in_force') }}

),

-- income_detail of year Y counts as of the last month of Y
known as (

    select
        income_detail.*,
        villages.township_code,
        rosters.first_roster_month is null
        or {{ year_last_month('income_detail.income_year') }} < rosters.first_roster_month
            as is_before_first_roster
    from income_detail
    cross join as_of
    cross join rosters
    left join villages on income_detail.village_code = villages.village_code
    where
        as_of.month is null
        or {{ year_last_month('income_detail.income_year') }} <= as_of.month

),

-- The files of two counties may list a household that moved; the row of its own county counts.
final as (

    select distinct on (known.household_id, known.income_year)
        known.household_id,
        known.income_year,
        known.village_code,
        known.township_code,
        known.county_code,
        known.is_before_first_roster,
        known.members,
        known.head_name_masked,
        known.wage,
        known.business,
        known.property,
        known.transfer,
        known.business_cost,
        known.load_id,
        known.row_number,
        known.wage + known.business + known.property + known.transfer - known.business_cost
            as net_income
    from known
    left join placement
        on
            known.household_id = placement.household_id
            and known.income_year = placement.income_year
    order by
        known.household_id asc,
        known.income_year asc,
        (known.county_code is not distinct from placement.county_code) desc,
        known.county_code asc
)

select * from final
