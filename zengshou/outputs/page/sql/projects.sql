-- Where the yuan of each linkage project end, by each county's last quarter file of the calendar
-- year. answered: of each household's paid yuan, what its reports declare.
with last_quarter as (
    select
        county_code,
        max(month) as month
    from marts.funds_trail
    where month between date_trunc('year', cast(:month as date)) and :month
    group by county_code
),

trail as (
    select trail.*
    from marts.funds_trail as trail
    inner join last_quarter using (county_code, month)
),

stage as (
    select
        county_code,
        project_no,
        jsonb_object_agg(stage, households) as stages
    from (
        select
            county_code,
            project_no,
            stage,
            count(household_id) as households
        from trail
        group by county_code, project_no, stage
    ) as counted
    group by county_code, project_no
),

project as (
    select
        county_code,
        project_no,
        project_name,
        month,
        category,
        allotted,
        spent,
        count(household_id) as households,
        sum(due) as due,
        sum(paid) as paid,
        sum(least(declared, paid)) as answered
    from trail
    group by county_code, project_no, project_name, month, category, allotted, spent
)

select
    project.*,
    stage.stages
from project
inner join stage using (county_code, project_no)
order by project.county_code, project.project_no
