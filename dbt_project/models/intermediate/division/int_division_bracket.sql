{{ config(indexes=[
    {'columns': ['division_set', 'division_code', 'income_year', 'measure', 'bracket'],
    'unique': true},
]) }}

with household_bracket as (

    select * from {{ ref('int_household_bracket') }}

),

latest as (

    select * from {{ ref('int_household_latest') }}

),

closure as (

    select * from {{ ref('int_division_closure') }}

),

brackets as (

    select distinct
        bracket,
        rank
    from {{ ref('income_brackets') }}

),

villages as (

    select division_code from {{ ref('division_register') }}
    where level = 'village'

),

-- A village of an old income_detail that is no longer in the register counts in its county.
leaf_counts as (

    select
        place.division_set,
        coalesce(villages.division_code, place.county_code) as leaf_code,
        household_bracket.income_year,
        household_bracket.measure,
        household_bracket.bracket,
        count(*) as households,
        sum(household_bracket.annual_members) as members
    from household_bracket
    inner join latest on household_bracket.household_id = latest.household_id
    cross join
        lateral (
            values
            ('as_then', household_bracket.village_code, household_bracket.county_code),
            ('as_now', latest.village_code, latest.county_code)
        ) as place (division_set, village_code, county_code)
    left join villages on place.village_code = villages.division_code
    group by
        place.division_set, coalesce(villages.division_code, place.county_code),
        household_bracket.income_year, household_bracket.measure, household_bracket.bracket

),

counted as (

    select
        leaf_counts.division_set,
        closure.division_code,
        closure.level,
        leaf_counts.income_year,
        leaf_counts.measure,
        leaf_counts.bracket,
        sum(leaf_counts.households)::integer as households,
        sum(leaf_counts.members)::integer as members
    from leaf_counts
    inner join closure on leaf_counts.leaf_code = closure.leaf_code
    group by
        leaf_counts.division_set, closure.division_code, closure.level,
        leaf_counts.income_year, leaf_counts.measure, leaf_counts.bracket

),

totals as (

    select
        division_set,
        division_code,
        level,
        income_year,
        measure,
        sum(households)::integer as households_with_data
    from counted
    group by division_set, division_code, level, income_year, measure

),

-- a bracket without households is a row with 0
final as (

    select
        totals.division_set,
        totals.division_code,
        totals.level,
        totals.income_year,
        totals.measure,
        brackets.bracket,
        brackets.rank,
        coalesce(counted.households, 0) as households,
        coalesce(counted.members, 0) as members,
        totals.households_with_data,
        coalesce(counted.households, 0)::numeric / totals.households_with_data as share
    from totals
    cross join brackets
    left join counted
        on
            totals.division_set = counted.division_set
            and totals.division_code = counted.division_code
            and totals.income_year = counted.income_year
            and totals.measure = counted.measure
            and brackets.bracket = counted.bracket

)

select * from final
