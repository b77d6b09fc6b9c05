{{ config(meta={'made_new': 'by_month'}) }}

with roster as (

    select * from {{ ref('stg_household_roster') }}
    where {{ touched('month') }}

),

-- Values that a household has once: from the first row of a head who is 正常, else from the first
-- row of a head, else from the first row.
heads as (

    select distinct on (month, household_id) *
    from roster
    order by
        month asc,
        household_id asc,
        (is_head and person_status = '正常') desc,
        is_head desc,
        row_number asc

),

head_counts as (

    select
        month,
        household_id,
        count(*) filter (where person_status = '正常')::integer as current_members
    from roster
    group by month, household_id

),

final as (

    select
        heads.month as roster_month,
        {{ income_year('heads.month') }} as income_year,
        heads.household_id,
        heads.village_code,
        heads.household_type,
        heads.monitored_kind,
        heads.risk_cleared,
        heads.annual_members,
        heads.name_masked as head_name_masked,
        heads.citizen_id_token as head_token,
        heads.citizen_id_kind as head_id_kind,
        heads.load_id as head_load_id,
        heads.row_number as head_row_number,
        head_counts.current_members
    from heads
    inner join head_counts
        on
            heads.month = head_counts.month
            and heads.household_id = head_counts.household_id

)

select * from final
