-- Checks that no household and no amount (yuan) is lost or duplicated per month, from the staging
-- model of the village submissions to the households' streams. The steps from there to the
-- published marts are checked in zengshou/warehouse/conservation.py. The result is stored as a
-- view, which every run reads again at its end. Severity is warn because the pipeline reads this
-- view before publication and stops there if it has rows.
{{ config(
    store_failures=true, store_failures_as='view', schema='intermediate', severity='warn'
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

compared as (

    select
        coalesce(staged.month, streams.month) as month,
        coalesce(staged.figure, streams.figure)
        || ': stg_village_submission → int_household_streams_month' as figure,
        coalesce(staged.amount, 0) as expected,
        coalesce(streams.amount, 0) as found
    from staged_figures as staged
    full join streams_figures as streams
        on staged.month = streams.month and staged.figure = streams.figure
    where coalesce(staged.figure, streams.figure) is not null

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
