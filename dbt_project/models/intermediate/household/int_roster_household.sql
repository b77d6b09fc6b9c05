{{ config(
    materialized='incremental',
    meta={'month_column': 'roster_month'},
) }}

with roster as (

    select * from {{ ref('stg_household_roster') }}
    where {{ touched_year(income_year('month')) }}

),

villages as (

    select
        division_code as village_code,
        parent_code as township_code,
        county_code
    from {{ ref('division_register') }}
    where level = 'village'

),

-- What a household has once is read from its first 户主 row, else from its first row.
heads as (

    select distinct on (month, household_id)
        month as roster_month,
        household_id,
        village_code,
        household_type,
        monitored_kind,
        risk_cleared,
        annual_members,
        name_masked as head_name_masked,
        citizen_id_token as head_token,
        citizen_id_kind as head_id_kind
    from roster
    order by
        month asc,
        household_id asc,
        (relation_to_head is not distinct from '户主') desc,
        row_number asc

),

head_counts as (

    select
        month as roster_month,
        household_id,
        count(*) filter (where person_status = '正常')::integer as current_members
    from roster
    group by month, household_id

),

placed as (

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
        head_counts.current_members,
        heads.annual_members as snapshot_annual_members,
        -- frozen by the first roster of the income year that lists the household
        first_value(heads.annual_members) over (
            partition by heads.household_id, {{ income_year('heads.roster_month') }}
            order by heads.roster_month
        ) as annual_members
    from heads
    inner join head_counts
        on
            heads.roster_month = head_counts.roster_month
            and heads.household_id = head_counts.household_id
    left join villages on heads.village_code = villages.village_code

),

final as (

    select * from placed
    where {{ touched('roster_month') }}

)

select * from final
