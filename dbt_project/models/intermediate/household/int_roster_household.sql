{{ config(
    materialized='incremental',
    meta={'month_column': 'roster_month'},
) }}

with heads as (

    select * from {{ ref('int_roster_head') }}
    where {{ touched('roster_month') }}

),

villages as (

    select
        division_code as village_code,
        parent_code as township_code,
        county_code
    from {{ ref('division_register') }}
    where level = 'village'

),

listed as (

    select
        household_id,
        income_year,
        roster_month,
        annual_members
    from heads

    {%- if made_new_from() %}

    union all

    -- what the year's first rosters have fixed in the months that this build keeps
    select
        household_id,
        {{ income_year('roster_month') }} as income_year,
        roster_month,
        annual_members
    from {{ this }}
    where
        {{ touched_year(income_year('roster_month')) }}
        and not {{ touched('roster_month') }}
    {%- endif %}

),

-- fixed by the first roster of the income year that lists the household
frozen as (

    select distinct on (household_id, income_year)
        household_id,
        income_year,
        annual_members
    from listed
    order by household_id asc, income_year asc, roster_month asc

),

final as (

    select
        heads.roster_month,
        heads.household_id,
        heads.village_code,
        villages.township_code,
        villages.county_code,
        heads.household_type,
        heads.monitored_kind,
        heads.risk_cleared,
        heads.household_type = '脱贫户' or heads.monitored_kind is not null as is_population,
        heads.head_name_masked,
        heads.head_token,
        heads.head_id_kind,
        heads.head_load_id,
        heads.head_row_number,
        heads.current_members,
        heads.annual_members as snapshot_annual_members,
        frozen.annual_members
    from heads
    inner join frozen
        on
            heads.household_id = frozen.household_id
            and heads.income_year = frozen.income_year
    left join villages on heads.village_code = villages.village_code

)

select * from final
