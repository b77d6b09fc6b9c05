-- Counties and the city as of a month: growth as the assessment takes it (rules.md, Targets).
select
    division.division_code,
    division.division_name,
    division.level,
    to_date.income_year,
    to_date.households,
    to_date.members,
    case when :is_year_end then whole.per_capita else to_date.ytd_per_capita end as per_capita,
    case
        when :is_year_end then whole.prior_per_capita else to_date.prior_ytd_per_capita
    end as prior_per_capita,
    case when :is_year_end then whole.matched_growth else to_date.matched_growth end as matched_growth,
    case when :is_year_end then whole.is_comparable else to_date.is_comparable end as is_comparable,
    case when :is_year_end then whole.village_months_expected else to_date.village_months_expected end as village_months_expected,
    case when :is_year_end then whole.village_months_received else to_date.village_months_received end as village_months_received,
    case
        when :is_year_end then whole.prior_village_months_expected
        else to_date.prior_village_months_expected
    end as prior_village_months_expected,
    case
        when :is_year_end then whole.prior_village_months_received
        else to_date.prior_village_months_received
    end as prior_village_months_received,
    whole.target_growth,
    score.projected_per_capita,
    score.projected_growth,
    coalesce(score.on_watch_list, false) as on_watch_list,
    score.score,
    score.grade,
    score.rank,
    score.treatment,
    score.target_met,
    score.coverage,
    score.status,
    to_date.villages_expected,
    to_date.villages_received,
    to_date.villages_on_time
from marts.division_month as to_date
inner join marts.dim_division as division using (division_code)
left join marts.county_score_month as score
    on to_date.division_code = score.county_code and to_date.month = score.as_of_month
left join marts.division_year as whole
    on to_date.division_code = whole.division_code and to_date.income_year = whole.income_year
where to_date.month = :month and to_date.level in ('city', 'county')
order by score.rank, division.division_code
