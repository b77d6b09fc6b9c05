-- Leads outstanding at a month's end: of the city, by list with its clause and owner, by owner, by
-- county and by township, these also by list. Households are counted once in each.
with gap as (
    select
        gap.*,
        village.parent_code as township_code
    from marts.entitlement_gap as gap
    left join marts.dim_division as village on gap.village_code = village.division_code
    where gap.month = :month
),

summed as (
    select
        clause,
        list,
        owner,
        county_code,
        township_code,
        case
            when grouping(township_code, list) = 0 then 'township_list'
            when grouping(township_code) = 0 then 'township'
            when grouping(county_code, list) = 0 then 'county_list'
            when grouping(county_code) = 0 then 'county'
            when grouping(list) = 0 then 'list'
            when grouping(owner) = 0 then 'owner'
            else 'city'
        end as part,
        count(distinct household_id)::integer as households,
        sum(items)::integer as items,
        max(months_open) as months_open,
        sum(amount) as amount
    from gap
    group by grouping sets (
        (),
        (clause, list, owner),
        (owner),
        (county_code),
        (county_code, list),
        (county_code, township_code),
        (county_code, township_code, list)
    )
)

select
    summed.*,
    township.division_name as township_name
from summed
left join marts.dim_division as township on summed.township_code = township.division_code
order by summed.county_code, summed.township_code, summed.amount desc, summed.list, summed.owner
