-- Where the yuan of linkage projects go, by each county's last quarter file of the year: of the
-- county, its projects, and the townships and villages of the households. allotted and spent are
-- those of projects, and stand where whole projects are added up.
with last_quarter as (
    select
        county_code,
        max(month) as month
    from marts.funds_trail
    where month between date_trunc('year', cast(:month as date)) and :month
    group by county_code
),

trail as (
    select
        trail.*,
        household.village_code,
        village.parent_code as township_code
    from marts.funds_trail as trail
    inner join last_quarter using (county_code, month)
    left join marts.dim_household as household using (household_id)
    left join marts.dim_division as village on household.village_code = village.division_code
),

project as (
    select distinct
        county_code,
        project_no,
        category,
        allotted,
        spent
    from trail
),

funded as (
    select
        county_code,
        project_no as code,
        'project' as level,
        category,
        allotted,
        spent
    from project
    union all
    select
        county_code,
        county_code as code,
        'county' as level,
        null as category,
        sum(allotted) as allotted,
        sum(spent) as spent
    from project
    group by county_code
),

staged as (
    select
        trail.county_code,
        trail.month,
        place.level,
        place.code,
        trail.stage,
        count(*) as lines,
        sum(trail.due) as due,
        sum(trail.paid) as paid,
        sum(trail.declared) as declared
    from trail
    cross join
        lateral (
            values
            ('county', trail.county_code),
            ('project', trail.project_no),
            ('township', trail.township_code),
            ('village', trail.village_code)
        ) as place (level, code)
    where place.code is not null
    group by trail.county_code, trail.month, place.level, place.code, trail.stage
)

select
    staged.county_code,
    staged.month,
    staged.level,
    coalesce(division.division_name, staged.code) as name,
    funded.category,
    funded.allotted,
    funded.spent,
    sum(staged.due) as due,
    sum(staged.paid) as paid,
    sum(staged.declared) as declared,
    jsonb_object_agg(staged.stage, staged.lines) as stages
from staged
left join funded using (county_code, level, code)
left join marts.dim_division as division
    on staged.level = division.level and staged.code = division.division_code
group by
    staged.county_code, staged.month, staged.level, staged.code, division.division_name,
    funded.category, funded.allotted, funded.spent
order by
    staged.county_code,
    array_position(array['county', 'project', 'township', 'village'], staged.level),
    staged.code
