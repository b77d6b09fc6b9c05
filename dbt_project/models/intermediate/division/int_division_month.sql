{%- set counts = ['households', 'households_reported', 'members', 'heard_members'] -%}
{%- set figures = income_figures() -%}
{%- set amounts = [] -%}
{%- for figure in figures -%}{%- do amounts.extend([figure, 'ytd_' ~ figure]) -%}{%- endfor -%}
{%- set matched = ['matched_per_capita', 'prior_matched_per_capita'] -%}
with village_month as (

    select * from {{ ref('int_village_month') }}

),

to_date as (

    select * from {{ ref('int_household_ytd') }}
    where is_population

),

streams as (

    select * from {{ ref('int_household_streams_month') }}

),

matched as (

    select * from {{ ref('int_household_matched') }}

),

latest as (

    select * from {{ ref('int_household_latest') }}

),

closure as (

    select * from {{ ref('int_division_closure') }}

),

months as (

    select * from {{ ref('int_months') }}

),

-- Most households have not moved. "As now" is therefore "as then", minus the moved households in
-- their old village, plus the moved households in their current village.
moved as (

    select
        place.village_code,
        to_date.month,
        {%- for figure in figures %}
        place.sign * coalesce(streams.{{ figure }}, 0) as {{ figure }},
        place.sign * coalesce(to_date.{{ figure }}, 0) as ytd_{{ figure }},
        {%- endfor %}
        {%- for one in matched %}
        place.sign * coalesce(matched.{{ one }}, 0) as {{ one }},
        {%- endfor %}
        place.sign as households,
        place.sign * (streams.month is not null)::integer as households_reported,
        place.sign * to_date.annual_members as members,
        place.sign * case when to_date.months_reported > 0 then to_date.annual_members else 0 end
            as heard_members
    from to_date
    inner join latest
        on
            to_date.household_id = latest.household_id
            and to_date.village_code != latest.village_code
    left join streams
        on
            to_date.month = streams.month
            and to_date.household_id = streams.household_id
    left join matched
        on
            to_date.month = matched.month
            and to_date.household_id = matched.household_id
    cross join
        lateral (
            values (to_date.village_code, -1), (latest.village_code, 1)
        ) as place (village_code, sign)

),

village_sums as (

    select
        placed.division_set,
        village_month.village_code,
        {%- for one in counts + amounts + matched %}
        village_month.{{ one }},
        {%- endfor %}
        village_month.month
    from village_month
    cross join unnest(array['as_then', 'as_now']) as placed (division_set)

    union all

    select
        'as_now' as division_set,
        village_code,
        {%- for one in counts + amounts + matched %}
        {{ one }},
        {%- endfor %}
        month
    from moved

),

division_sums as (

    select
        village_sums.division_set,
        closure.division_code,
        closure.level,
        {%- for one in counts %}
        sum(village_sums.{{ one }})::integer as {{ one }},
        {%- endfor %}
        {%- for one in amounts + matched %}
        sum(village_sums.{{ one }}) as {{ one }},
        {%- endfor %}
        village_sums.month
    from village_sums
    inner join closure on village_sums.village_code = closure.leaf_code
    group by
        village_sums.division_set, closure.division_code, closure.level, village_sums.month
    -- a village without remaining households has no row
    having sum(village_sums.households) > 0

),

-- the year before: its own households in the divisions of that time
final as (

    select
        this_month.*,
        months.income_year,
        {%- for one in amounts %}
        year_before.{{ one }} as prior_{{ one }},
        {%- endfor %}
        this_month.ytd_net_income / nullif(this_month.heard_members, 0) as ytd_per_capita,
        year_before.ytd_net_income / nullif(year_before.heard_members, 0) as prior_ytd_per_capita,
        case
            when {{ settled('this_month.prior_matched_per_capita') }} > 0 then {{ settled_share(
                settled('this_month.matched_per_capita') ~ ' / '
                ~ settled('this_month.prior_matched_per_capita') ~ ' - 1'
            ) }}
        end as matched_growth,
        year_before.households as prior_households,
        year_before.members as prior_members
    from division_sums as this_month
    inner join months on this_month.month = months.month
    left join division_sums as year_before
        on
            this_month.division_set = year_before.division_set
            and this_month.division_code = year_before.division_code
            and months.year_before_month = year_before.month

)

select * from final
