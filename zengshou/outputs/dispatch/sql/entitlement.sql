-- Leads of a month: what the rules would have granted and what has not arrived, by place and list.
with gap as (
    select
        gap.*,
        village.parent_code as township_code
    from marts.entitlement_gap as gap
    left join marts.dim_division as village on gap.village_code = village.division_code
    where gap.month = :month
)

select
    gap.county_code,
    division.level,
    division.division_name,
    gap.list,
    gap.clause,
    gap.owner,
    count(distinct gap.household_id) as households,
    sum(gap.items) as items,
    max(gap.months_open) as months_open,
    sum(gap.amount) as amount
from gap
cross join
    lateral (
        values (gap.county_code), (gap.township_code), (gap.village_code)
    ) as place (division_code)
inner join marts.dim_division as division using (division_code)
group by grouping sets (
    (gap.county_code, division.level, division.division_code, division.division_name),
    (
        gap.county_code, division.level, division.division_code, division.division_name,
        gap.list, gap.clause, gap.owner
    )
)
order by gap.county_code, division.level, division.division_code, gap.list nulls first
