with points as (

    select * from {{ ref('int_county_indicator_points') }}

),

county_growth as (

    select * from {{ ref('int_county_growth') }}

),

grades as (

    select * from {{ ref('assessment_grades') }}

),

treatments as (

    select * from {{ ref('assessment_treatments') }}

),

summed as (

    select
        as_of_month,
        county_code,
        sum(points) as points,
        sum(max_points) as max_points
    from points
    where applicable
    group by as_of_month, county_code

),

scored as (

    select
        county_growth.*,
        summed.points,
        summed.max_points,
        100 * summed.points / summed.max_points as quotient,
        {{ policy('coverage_gate', 'county_growth.as_of_month') }} as coverage_gate
    from county_growth
    inner join summed
        on
            county_growth.as_of_month = summed.as_of_month
            and county_growth.county_code = summed.county_code

),

-- the best grade that the score reaches; a missed target excludes grades (when_target_missed)
graded as (

    select distinct on (scored.as_of_month, scored.county_code)
        scored.*,
        grades.grade
    from scored
    left join grades
        on
            100 * scored.points >= grades.min_score * scored.max_points
            and (scored.target_met is not false or grades.when_target_missed)
            and {{ in_force_in_year('grades', 'scored.assessment_year') }}
    order by
        scored.as_of_month asc,
        scored.county_code asc,
        grades.min_score desc nulls last

),

-- one treatment, the most severe that applies
treated as (

    select distinct on (graded.as_of_month, graded.county_code)
        graded.*,
        treatments.treatment
    from graded
    left join treatments
        on
            {{ in_force_in_year('treatments', 'graded.assessment_year') }}
            and case treatments.condition
                when 'target_met' then graded.target_met
                when 'target_missed' then not graded.target_met
                when 'target_missed_by_more_than'
                    then graded.target_growth - graded.growth > treatments.threshold
                when 'grade_is' then graded.grade = treatments.grade
            end
    order by
        graded.as_of_month asc,
        graded.county_code asc,
        treatments.severity desc nulls last

),

final as (

    select
        assessment_year,
        as_of_month,
        county_code,
        is_year_end,
        is_latest_of_year,
        per_capita,
        prior_per_capita,
        growth,
        target_growth,
        target_met,
        points,
        max_points,
        round(quotient, 2) as score,
        grade,
        treatment,
        rank() over (partition by as_of_month order by round(quotient, 2) desc) as rank,
        coverage,
        case when coverage < coverage_gate then 'provisional' else 'final' end as status,
        projected_per_capita,
        projected_growth,
        on_watch_list
    from treated

)

select * from final
