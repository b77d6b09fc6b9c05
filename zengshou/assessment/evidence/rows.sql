-- The evidence of one county's indicator with names of places, households and files. A mean's rows
-- add their share of it. A village that sent nothing, and so adds no rows to any, is left out.
with evidence as (
    select
        found.*,
        sum(mean_over) filter (where numerator is not null) over () as numerator_over,
        sum(mean_over) filter (where denominator is not null) over () as denominator_over
    from intermediate.int_county_evidence as found
    where found.indicator = :indicator and found.as_of_month = :month
        and found.assessment_year = :year and found.county_code = :county
)
select
    evidence.facts::text as facts,
    evidence.period,
    evidence.household_id,
    household.head_name_masked,
    coalesce(evidence.village_code, household.village_code) as village_code,
    village.division_name as village_name,
    evidence.amount,
    case
        when evidence.numerator_over is null then evidence.numerator
        else evidence.numerator / evidence.numerator_over
    end as numerator,
    case
        when evidence.denominator_over is null then evidence.denominator
        else evidence.denominator / evidence.denominator_over
    end as denominator,
    evidence.load_id,
    load.feed,
    load.period as file_period,
    coalesce(shown.shown, load.file_name) as file_name,
    evidence.table_name,
    evidence.row_number,
    load.sha256
from evidence
left join marts.dim_household as household on evidence.household_id = household.household_id
left join reference.division_register as village
    on coalesce(evidence.village_code, household.village_code) = village.division_code
left join ops.load as load on evidence.load_id = load.load_id
left join ops.shown_text as shown
    on evidence.load_id = shown.load_id and shown.edition = 'marts' and shown.place = 'file_name'
where evidence.numerator is distinct from 0 or evidence.denominator is distinct from 0
order by coalesce(evidence.village_code, household.village_code), evidence.household_id,
    evidence.period, evidence.facts, load.file_name, evidence.row_number
