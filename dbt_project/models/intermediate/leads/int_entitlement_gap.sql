{{ config(meta={'made_new': 'by_month', 'rests_on_authorisations': true}) }}

with entitlement_lists as (

    select * from {{ ref('entitlement_lists') }}

),

worklists as (

    select * from {{ ref('worklists') }}

),

item as (

    select
        worklist.*,
        entitlement_lists.amount_is
    from {{ ref('int_worklist') }} as worklist
    inner join entitlement_lists on worklist.list = entitlement_lists.list
    where
        worklist.status in ('open', 'verified')
        and {{ touched('worklist.month') }}

),

household_month as (

    select * from {{ ref('int_household_month') }}

),

-- every month of these items, back to their first one
item_month as (

    select
        worklist.worklist_id,
        worklist.month,
        worklist.household_id,
        worklist.amount
    from {{ ref('int_worklist') }} as worklist
    where
        worklist.status <> 'auto_closed'
        and worklist.worklist_id in (
            select item.worklist_id from item
            where item.amount_is = 'per_person_and_year'
        )

),

-- what a month adds for the household's members
added as (

    select
        item_month.worklist_id,
        item_month.month,
        item_month.amount * household_month.annual_members / 12 as amount
    from item_month
    inner join household_month
        on
            item_month.month = household_month.month
            and item_month.household_id = household_month.household_id

),

accrued as (

    select
        item.worklist_id,
        item.month,
        sum(added.amount) as amount
    from item
    inner join added
        on
            item.worklist_id = added.worklist_id
            and item.month >= added.month
    group by item.worklist_id, item.month

),

outstanding as (

    select
        item.household_id,
        item.month,
        item.list,
        item.owner,
        {{ months_from_to('item.opened_month', 'item.month') }} as months_open,
        case item.amount_is
            when 'per_person_and_year' then accrued.amount
            else item.amount
        end as amount
    from item
    left join accrued
        on
            item.worklist_id = accrued.worklist_id
            and item.month = accrued.month

),

summed as (

    select
        household_id,
        month,
        list,
        owner,
        count(*)::integer as items,
        max(months_open) as months_open,
        {{ settled('sum(amount)') }} as amount
    from outstanding
    group by household_id, month, list, owner

),

final as (

    select
        summed.household_id,
        summed.month,
        household_month.county_code,
        household_month.village_code,
        summed.list,
        split_part(worklists.source, ' ', 2) as clause,
        summed.owner,
        summed.items,
        summed.months_open,
        summed.amount
    from summed
    inner join worklists on summed.list = worklists.code
    inner join household_month
        on
            summed.month = household_month.month
            and summed.household_id = household_month.household_id

)

select * from final
