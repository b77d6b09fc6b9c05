with population as (

    select * from {{ ref('int_household_comparison') }}
    where is_population

),

latest as (

    select * from {{ ref('int_household_latest') }}

),

closure as (

    select * from {{ ref('int_division_closure') }}

),

villages as (

    select division_code from {{ ref('division_register') }}
    where level = 'village'

),

-- "as then": the village of the year's last roster; "as now": the village of the latest roster. A
-- village of an old income_detail that is no longer in the register counts in its county.
placed as (

    select
        population.*,
        place.division_set,
        coalesce(villages.division_code, place.county_code) as leaf_code,
        population.has_data and population.prior_net_income is not null as is_panel
    from population
    inner join latest on population.household_id = latest.household_id
    cross join
        lateral (
            values
            ('as_then', population.village_code, population.county_code),
            ('as_now', latest.village_code, latest.county_code)
        ) as place (division_set, village_code, county_code)
    left join villages on place.village_code = villages.division_code

),

leaf_sums as (

    select
        division_set,
        leaf_code,
        income_year,
        is_finished,
        count(*) as households,
        sum(annual_members) as members,
        sum(annual_members * share_heard) as heard_members,
        sum(net_income) as net_income,
        sum(annual_members) filter (where has_data) as data_members,
        sum(net_income) filter (where is_panel) as panel_net_income,
        sum(annual_members) filter (where is_panel) as panel_members,
        sum(prior_net_income) filter (where is_panel) as panel_prior_net_income,
        sum(prior_annual_members) filter (where is_panel) as panel_prior_members
    from placed
    group by division_set, leaf_code, income_year, is_finished

),

final as (

    select
        leaf_sums.division_set,
        closure.division_code,
        closure.level,
        leaf_sums.income_year,
        leaf_sums.is_finished,
        sum(leaf_sums.households)::integer as households,
        sum(leaf_sums.members)::integer as members,
        sum(leaf_sums.heard_members) as heard_members,
        sum(leaf_sums.net_income) as net_income,
        sum(leaf_sums.data_members)::integer as data_members,
        sum(leaf_sums.panel_net_income) as panel_net_income,
        sum(leaf_sums.panel_members)::integer as panel_members,
        sum(leaf_sums.panel_prior_net_income) as panel_prior_net_income,
        sum(leaf_sums.panel_prior_members)::integer as panel_prior_members
    from leaf_sums
    inner join closure on leaf_sums.leaf_code = closure.leaf_code
    group by
        leaf_sums.division_set, closure.division_code, closure.level,
        leaf_sums.income_year, leaf_sums.is_finished

)

select * from final
