-- Nothing lost, nothing twice: households and yuan of each month, from the staging model of the
-- villages' reports to the marts. Kept as a view, which every run asks again at its end
-- (zengshou/conservation.py).
{{ config(
    store_failures=true, store_failures_as='view', schema='intermediate', tags=['conservation']
) }}

with income_items as (

    select * from {{ ref('income_items') }}

),

staged_items as (

    select
        totals.month,
        item.item,
        item.amount
    from (
        select
            month,
            {%- for item in submission_items() %}
            sum({{ item }}) as {{ item }},
            {%- endfor %}
            count(*) as households
        from {{ ref('stg_village_submission') }}
        group by month
    ) as totals
    cross join
        lateral (
            values ('households', totals.households)
            {%- for item in submission_items() %},
            ('{{ item }}', totals.{{ item }})
            {%- endfor %}
        ) as item (item, amount)

),

staged_figures as (

    select
        staged_items.month,
        case
            when staged_items.item = 'households' then 'households'
            when income_items.counts_in = 'net_income' then income_items.stream
            when income_items.counts_in = 'rigid_spending' then 'rigid_spending'
        end as figure,
        sum(staged_items.amount) as amount
    from staged_items
    left join income_items
        on
            staged_items.item = income_items.item
            and {{ in_force('income_items', 'staged_items.month') }}
    group by staged_items.month, figure

),

streams_figures as (
    {{ figures_by_month(ref('int_household_streams_month')) }}
),

published_figures as (
    {{ figures_by_month(ref('fct_household_month')) }}
),

-- of households in the population, as the divisions count
county_figures as (
    {{ figures_by_month(ref('fct_household_month'), 'county_code', 'is_population') }}
),

division_figures as (
    {{ figures_by_month(
        ref('division_income_month'), 'division_code', "level = 'county'",
        households='sum(households_reported)'
    ) }}
),

compared as (
    {%- for later, name in [
        ('streams_figures', 'int_household_streams_month'),
        ('published_figures', 'fct_household_month'),
    ] %}
    select
        coalesce(earlier.month, later.month) as month,
        coalesce(earlier.figure, later.figure) || ': stg_village_submission → {{ name }}' as figure,
        coalesce(earlier.amount, 0) as expected,
        coalesce(later.amount, 0) as found
    from staged_figures as earlier
    full join {{ later }} as later
        on earlier.month = later.month and earlier.figure = later.figure
    where coalesce(earlier.figure, later.figure) is not null
    union all
    {%- endfor %}
    select
        coalesce(earlier.month, later.month) as month,
        coalesce(earlier.figure, later.figure) || ' of county '
        || coalesce(earlier.division, later.division)
        || ': fct_household_month → division_income_month' as figure,
        coalesce(earlier.amount, 0) as expected,
        coalesce(later.amount, 0) as found
    from county_figures as earlier
    full join division_figures as later
        on
            earlier.month = later.month
            and earlier.division = later.division
            and earlier.figure = later.figure

)

select
    'village_submission' as feed,
    to_char(month, 'YYYY-MM') as period,
    null::text as file_name,
    figure,
    expected,
    found
from compared
where expected <> found
